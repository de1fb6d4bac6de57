/// The intermediate representation: sealed records, their printer and their JSON form.
///
/// A routine runs on a *frame*, an array with one cell per [Slot]; its parameters are the first
/// slots. A branch of a fork runs on a copy of its parent's frame, so it sees everything written
/// before the fork and nothing of its siblings; only what it yields comes back. A `null` cell is an
/// absent value.
///
/// Instructions append to a *stream* or fill slots. Expressions are pure and never touch the
/// stream: whatever generates, forks or calls is an instruction that leaves its value in a slot.
///
/// Turns are balanced statically: on every path, also before a [Instruction.Return] or
/// [Instruction.Break] that leaves a turn, there is an [Instruction.EndTurn]; the interpreter
/// closes nothing by itself. A branch or a fresh stream that ends inside a turn is dropped as it
/// is.
///
/// **Decisions**
///
/// - Constraints are kept as [ConstraintText], not as the constraint compiler's own sources: a
///   program travels as JSON, and what it asks for must not change with that module's options.
/// - Types are finite trees and are written in full; a type that contains itself is refused,
///   because its values would have no bound.
/// - An optional format is generated as JSON (`"2024-01-01"` or `null`), every other optional text
///   bare, because no regex of the format is known here to join `null` to.
@NullMarked
package io.espalier.compiler.ir;

import org.jspecify.annotations.NullMarked;
