/// The oracle: every operation in plain loops with double sums. Slow on purpose; nothing here is
/// optimised.
@NullMarked
package io.espalier.kernels.reference;

import org.jspecify.annotations.NullMarked;
