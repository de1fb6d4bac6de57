/// Measures the engine's own speed with random models: tokens that callers of the scheduler get,
/// beside what memory allows in the same run.
///
/// ## Decisions
///
/// - Every sequence's caller hears of every token as it comes, as behind a server: waking callers
///   is part of a step.
/// - Constrained sequences make whole JSON records and skip nothing (jump-forward is off), so that
///   a step has the same rows as a free one and the difference is the price of masks.
@NullMarked
package io.espalier.runtime.cli.speed;

import org.jspecify.annotations.NullMarked;
