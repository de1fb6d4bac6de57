/// From logits and a token mask to one token, the same on every device and in every batch.
@NullMarked
package io.espalier.runtime.sampling;

import org.jspecify.annotations.NullMarked;
