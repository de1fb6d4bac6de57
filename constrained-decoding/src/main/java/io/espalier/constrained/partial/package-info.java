/// Values read while they are still being generated.
@NullMarked
package io.espalier.constrained.partial;

import org.jspecify.annotations.NullMarked;
