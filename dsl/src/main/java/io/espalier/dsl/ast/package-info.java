/// Syntax trees of `.sgl` files as sealed records.
///
/// A [io.espalier.dsl.ast.ProgramFile] holds declarations; these hold types, statements and
/// expressions. Trees say what was written and nothing about what it means: no name is resolved and
/// no type is checked.
///
/// ## Decisions
///
/// - `else if` is a list of branches and not nested, so that a chain of any length is one level
///   deep.
/// - `a.b(…)` is always a method call: whether `a` is a module or a value needs names, which are
///   the checker's.
/// - A template remembers its form (line, block, raw) because a formatter must not turn a block of
///   text into one line; nothing else may look at it.
@NullMarked
package io.espalier.dsl.ast;

import org.jspecify.annotations.NullMarked;
