/// Text to syntax tree and back: the ANTLR grammar's only home, with the formatter.
///
/// [io.espalier.dsl.syntax.ProgramReader] reads, [io.espalier.dsl.syntax.Formatter] writes,
/// [io.espalier.dsl.syntax.SyntaxPrinter] shows a tree.
///
/// Reading: lexer → [io.espalier.dsl.syntax.TokenCleaning] (slips in single tokens) →
/// [io.espalier.dsl.syntax.TokenBalance] (brackets paired, nesting bounded) → parser, again without
/// the broken part where it fails ([io.espalier.dsl.syntax.Recovery]) →
/// [io.espalier.dsl.syntax.SyntaxTreeBuilder].
///
/// ## Line ends
///
/// They separate nothing, with two exceptions: the type of `gen` and the value of `return` stand on
/// the line of their word. No statement begins with an operator, `.`, `(`, `[` or `{`, so these
/// always continue; two expressions never stand side by side, so a string after one is a statement.
///
/// ## Decisions
///
/// - A mistake removes its statement, case, field or declaration and the rest is parsed again:
///   brackets are balanced by then, so a mistake has an end. ANTLR's recovery lost most mistakes of
///   a file after the first and reported some that it made itself.
/// - Operators are levels of rules and not one left-recursive rule: each decision needs one token,
///   and a chain of any length is a loop in the parser.
/// - A name alone is no statement: it is nearly always a word of another language.
/// - `R {}` and an empty block look alike; full context tells them apart, the formatter puts a fork
///   in parentheses where it is an operand, and nothing in ordinary programs needs either.
@NullMarked
package io.espalier.dsl.syntax;

import org.jspecify.annotations.NullMarked;
