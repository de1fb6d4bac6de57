@NullMarked
package io.espalier.constrained.mask;

import org.jspecify.annotations.NullMarked;
