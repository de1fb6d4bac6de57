/// Runs sequences on a model: one thread owns model, cache and batch, and callers on virtual
/// threads meet it at a queue.
///
/// A [io.espalier.runtime.scheduler.Sequence] is a list of tokens. Each call on it is a *job*. A
/// job waits, is admitted (its cached prefix is locked, pages for the rest are taken), gets rows in
/// forward passes until it has what it wants, and gives all its pages to the radix tree. A step of
/// the thread is one trip through the phases, one file each: `Admission`, `Planning`, the forward
/// pass, `Decoding` or `Scoring`, `Completion`; `Preemption` takes pages away again.
///
/// ## Decisions
///
/// - There is no prefill phase and no decode phase: a running job has tokens without keys and
///   values and gets rows for them. A prompt has many, a decoding sequence has one, a forced run a
///   few; all mix in one pass under one budget.
/// - Between calls a sequence owns no pages, only a hold on its prefix in the tree. So idle
///   sequences can never block running ones, a fork costs nothing until it runs, and what is
///   admitted can be finished.
/// - The oldest job of the highest priority is never preempted, so some job always comes to its
///   end.
@NullMarked
package io.espalier.runtime.scheduler;

import org.jspecify.annotations.NullMarked;
