/// Decoder architectures, one page each, written against [io.espalier.kernels.Kernels].
///
/// A page reads as the paper does: it names its weights, then runs its layers. What pages share are
/// small parts ([Linear], [Norm], [Attention], [FeedForward]), not a superclass.
///
/// ## Decisions
///
/// - Query, key and value projections are stacked into one matrix, gate and up into another: fewer
///   passes over the activations and fewer barriers between threads per layer.
/// - Rows whose logits nobody wants are dropped after the last layer's attention: on a long prompt
///   that saves its feed-forward part, one of N.
/// - Latent attention keeps latents in the pages and absorbs the key and value projections: for
///   DeepSeek-V2-Lite 1152 values a token and layer instead of the 6144 of expanded heads, and no
///   other attention kernel. Stored twice, since a page's keys and values have one width.
@NullMarked
package io.espalier.runtime.model.architecture;

import org.jspecify.annotations.NullMarked;
