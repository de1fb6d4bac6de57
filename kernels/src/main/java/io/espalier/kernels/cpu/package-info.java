/// Operations on the CPU with the Vector API and a pool of worker threads.
///
/// ## Decisions
///
/// - Weights are repacked at load so that a lane is an output row ([WeightLayout]): no horizontal
///   sums, one stream a thread, and one order of additions for one row and for many, so that a
///   row's bits do not depend on the batch.
/// - Q8_0 lies in two streams a quad, one for each pair of its vectors. Loads ahead of need, one a
///   cache line, gave 5 % with one stream and lost with two; more columns a turn and four streams
///   gave nothing more. Streams of even and odd columns served one row as well but cost eight rows
///   a quarter of their speed.
/// - Activations stay float32 for Q8_0 and Q4_0 too. Rounding them to 8 bits would save arithmetic
///   but costs 5e-3 of relative error; with Q8_0 the float path already comes close to the memory's
///   speed.
/// - A page of keys is transposed and taken as one block at its place in the sequence
///   ([AttentionState]): chunks, forks and trees cannot change a result.
/// - Online softmax in page order instead of split contexts merged by log-sum-exp: a merge would
///   round differently. The price is that one sequence decodes on at most kvHeads threads.
/// - Panels of 64 to 128 columns: with 256 they left the first-level cache and eight rows ran at 68
///   instead of 109 GFLOP/s a thread; eight rows of Q8_0 without a panel run at 138.
/// - The first seconds run in plain loops ([ColdStart]) that give the vectors' bits. Vector kernels
///   box every vector until they are compiled, which takes the compiler seconds; on two cores a
///   first short answer of the bundled model takes 3.6 s of processor time with vectors from the
///   start and 1.7 s so. Vectors after 3, 12 or 30 thousand million multiplications: 3.5, 3.2 and
///   3.2 s for a run of the bundled model that samples a record. Lower compile thresholds for the
///   kernels and waiting for the compiler did not help.
/// - A norm's squares are added in four scalar chains: lanes have no defined order of addition, so
///   a vector's sum could differ before and after compilation.
@NullMarked
package io.espalier.kernels.cpu;

import org.jspecify.annotations.NullMarked;
