/// Operations on NVIDIA GPUs, through the driver's interface; kernels in `src/main/cuda`.
///
/// Operations are noted in a [Launches] list and run when their results are read. A list that comes
/// again with the same kernels, shapes and addresses, as in the steps of decoding, is captured once
/// as a CUDA graph and replayed; what changes from step to step (tokens, positions, page tables)
/// lies in [StepInputs] and travels in one copy.
///
/// ## Decisions
///
/// - Products run on tensor cores with bfloat16 factors and float32 sums in one order of additions
///   for all row counts (`numbers.cuh`): a row's bits do not depend on the batch. Activations are
///   rounded to bfloat16, or with [Precision#EXACT] split into three terms that hold a float32.
/// - Attention is split at absolute positions, so it does not depend on chunks or sharing either.
/// - bfloat16 weights with rounded activations on Hopper take kernels that a batch can change the
///   last bits of ([PanelProducts]): two to five times as fast beyond 16 rows.
///   `-Despalier.cuda.invariant=true` keeps to the one order.
/// - bfloat16 weights lie in panels of 64 rows, swizzled as the matrix unit reads them: the copy
///   engine takes whole pieces without descriptors, and a block's weights are neighbours in memory.
/// - Quantised weights stay packed: their integers are exact in bfloat16, the scale multiplies a
///   block's sum.
@NullMarked
package io.espalier.kernels.cuda;

import org.jspecify.annotations.NullMarked;
