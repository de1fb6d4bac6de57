@NullMarked
package io.espalier.constrained.partial;

import org.jspecify.annotations.NullMarked;
