/// Lowering: checked syntax trees to the intermediate representation.
///
/// Whatever generates, forks or calls inside an expression becomes an instruction that leaves its
/// value in a slot, in the order in which the program writes it; what remains of the expression is
/// pure.
@NullMarked
package io.espalier.compiler.lowering;

import org.jspecify.annotations.NullMarked;
