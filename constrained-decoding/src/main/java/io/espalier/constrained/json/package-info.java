/// JSON Schema as an automaton over the bytes of JSON texts.
///
/// A schema becomes a boolean [io.espalier.constrained.json.Formula] over small conditions; a value
/// is read top-down with the formulas that must hold and those whose outcome the parent waits for,
/// so `not`, `oneOf`, `if` and the rest need no search among alternatives: every sub-formula is
/// followed at once, deterministically, as a visibly pushdown automaton is determinised.
///
/// ## Decisions
///
/// - Outcomes are tracked exactly; only the question "can this prefix still be completed?" uses a
///   search with a cap. Beyond the cap a prefix counts as completable, so acceptance is never
///   wrong.
/// - Extra keys of an object are compared with each other only where their number counts
///   (`minProperties`, `maxProperties`): elsewhere a repeated key cannot make a value invalid.
@NullMarked
package io.espalier.constrained.json;

import org.jspecify.annotations.NullMarked;
