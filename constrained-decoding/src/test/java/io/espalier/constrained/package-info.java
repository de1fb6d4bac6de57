@NullMarked
package io.espalier.constrained;

import org.jspecify.annotations.NullMarked;
