/// Weights as files store them, before they are packed for the kernels.
@NullMarked
package io.espalier.runtime.model.weights;

import org.jspecify.annotations.NullMarked;
