package io.espalier.compiler.ir;

import io.espalier.compiler.types.IrType;

/// One cell of a routine's frame: the variable's name (`$` and a number for a value that has no
/// name in the program) and its type.
public record Slot(String name, IrType type) {}
