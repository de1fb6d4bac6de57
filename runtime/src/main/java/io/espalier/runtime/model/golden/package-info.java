/// Comparison of models with reference logits that come in their folders.
///
/// ## Decisions
///
/// - A reference made by converting a whole model to bfloat16 and back has bfloat16 rotary
///   frequencies, which moves its logits by up to 1e-2 of their deviation at position 70; models as
///   published rotate in float32. A folder passes if it agrees under either, and the result says
///   which: under the right one the difference is about 5e-6.
@NullMarked
package io.espalier.runtime.model.golden;

import org.jspecify.annotations.NullMarked;
