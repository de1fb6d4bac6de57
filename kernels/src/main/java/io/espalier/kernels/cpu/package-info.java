/// Operations on the CPU with the Vector API and a pool of worker threads.
///
/// ## Decisions
///
/// - Weights are repacked at load so that a lane is an output row ([WeightLayout]): no horizontal
///   sums, one stream a thread, and one order of additions for one row and for many, so that a
///   row's bits do not depend on the batch.
/// - Activations stay float32 for Q8_0 and Q4_0 too. Rounding them to 8 bits would save arithmetic
///   but costs 5e-3 of relative error; with Q8_0 the float path already comes close to the memory's
///   speed.
/// - A page of keys is transposed and taken as one block at its place in the sequence
///   ([AttentionState]): chunks, forks and trees cannot change a result.
/// - Online softmax in page order instead of split contexts merged by log-sum-exp: a merge would
///   round differently. The price is that one sequence decodes on at most kvHeads threads.
/// - Panels of 64 to 128 columns: with 256 they left the first-level cache and eight rows ran at 68
///   instead of 109 GFLOP/s a thread; eight rows of Q8_0 without a panel run at 138.
@NullMarked
package io.espalier.kernels.cpu;

import org.jspecify.annotations.NullMarked;
