package io.espalier.compiler.ir;

import io.espalier.compiler.types.IrType;
import java.util.Optional;

/// A parameter of a prompt, function or tool. Inside a program every call already carries all
/// arguments; `defaultValue` serves callers from outside.
public record Parameter(
    String name, IrType type, Optional<Expr.Constant> defaultValue, String description) {}
