/// Records what a backend answered to a whole program, and replays it without a model.
///
/// A recording is a text file of JSON objects, one a line. The first names the format and what the
/// backend could do. Each other line is one answer: the session's path and number among those of
/// that path, the request in a canonical spelling, a hash of the text before it, and what came
/// back. Numbers are spelled so that they are read back bit for bit.
///
/// ## Decisions
///
/// - Answers are found by session and order, not by one order of the whole run: branches may run in
///   any order and still replay.
/// - What was cancelled is recorded as cancelled; its replay waits until it is cancelled again, as
///   the loser of a race is.
@NullMarked
package io.espalier.runtime.backend.recording;

import org.jspecify.annotations.NullMarked;
