/// Lark grammars, as the `lark` parser and llguidance write them, read into the grammar IR.
///
/// ## Decisions
///
/// - Texts are matched without a lexer: a terminal may end wherever the rules let it, not only
///   where it is longest. Every text a lexer-based reader accepts is accepted, and priorities,
///   which only choose between readings, change nothing.
/// - Only `lazy`, `stop` and `suffix` decide as a lexer does: once their text is complete, whatever
///   else could have been read from the same place on is given up.
/// - `%ignore` stands after each terminal of a rule, and at the very beginning only where
///   `allow_initial_skip` asks for it, as in llguidance.
@NullMarked
package io.espalier.constrained.lark;

import org.jspecify.annotations.NullMarked;
