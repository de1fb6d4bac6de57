/// Benchmarks of the kernels.
@NullMarked
package io.espalier.kernels;

import org.jspecify.annotations.NullMarked;
