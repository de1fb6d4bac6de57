/// Tensors, number formats and the operations on them.
@NullMarked
package io.espalier.kernels;

import org.jspecify.annotations.NullMarked;
