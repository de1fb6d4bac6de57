/// Checking: names, types and flow of a whole program.
///
/// [io.espalier.compiler.analysis.Checker] reads a program's files, gives every type its meaning
/// and checks every body; what it finds out about syntax tree nodes is kept in
/// [io.espalier.compiler.analysis.Facts] for lowering.
///
/// **Decisions**
///
/// - Bounds and patterns of types take no part in what fits where. They constrain what a model
///   generates and what comes in from outside; a program may put any text into a `string(max: 40)`,
///   else every copy of a value would need a check.
/// - A constant text has the type of a choice of one, so `["yes", "no"]` is a list of `"yes" |
///   "no"` and a `select` from it can be matched exhaustively.
/// - Options of generations and bounds of loops are constants: the static bound of a program must
///   not depend on its data.
/// - A `gen` or `select` outside of a turn, in a prompt that has turns, is a turn of the assistant.
///   Text outside of a turn stays raw, with a warning.
/// - A name may be declared once in a scope; hiding an outer one is a warning. All declarations of
///   a file share one set of names, so that a type's name never means a prompt.
/// - After the first syntax error of a file nothing is checked: what is missing from its tree would
///   only cause wrong messages.
@NullMarked
package io.espalier.compiler.analysis;

import org.jspecify.annotations.NullMarked;
