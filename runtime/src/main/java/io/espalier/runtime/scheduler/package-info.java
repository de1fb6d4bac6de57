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
/// - A job waits for another one's prefix when that saves a page of tokens, or any token at all
///   while the pass is full anyway, or where both are forks of one sequence: what branches share is
///   computed once, whoever comes first. Hit rates on random prompt trees are 99.2 to 100 % of the
///   offline optimum; counting whole pages only gave 97 to 99 %.
/// - The token limit of a constrained value is checked on the token drawn, and the exact mask is
///   computed only where that token leaves too little time: 134 instead of 590 µs a step at batch
///   64 for an open text.
/// - With worker threads, masks are filled while the pass runs that needs them; runs of text that a
///   constraint determines are found before it, so that they join it. What only the mask shows to
///   be determined, a rare single token, is taken after the pass instead of a drawn one: the same
///   token.
/// - Guessed tokens ride at the end of a sequence's rows and every row's token is drawn as ever, by
///   seed and position: what comes out cannot differ, whatever the temperature, mask or stop
///   string. How many are guessed follows what came true, for each generation; whether a pass takes
///   guesses at all follows the clock, for each size of batch.
@NullMarked
package io.espalier.runtime.scheduler;

import org.jspecify.annotations.NullMarked;
