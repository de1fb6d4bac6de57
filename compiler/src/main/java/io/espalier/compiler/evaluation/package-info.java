/// Evaluation of pure expressions: one meaning for the constant folder and for every interpreter.
///
/// **Decisions**
///
/// - Whole numbers are checked: an overflow is an error, never a wrong value. `/` on two ints
///   truncates as in Java, because a type that changes with the operands' values could be no slot.
/// - `first` and `last` of an empty list are errors, while `mode`, `min`, `max` and `find` give an
///   optional: a program that takes the first item usually knows that there is one, and one that
///   asks for the best of a filtered list usually does not.
/// - Sizes and positions of text count Unicode code points, like the bounds of its type.
@NullMarked
package io.espalier.compiler.evaluation;

import org.jspecify.annotations.NullMarked;
