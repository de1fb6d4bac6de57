package io.espalier.compiler.analysis;

import io.espalier.compiler.types.IrType;
import io.espalier.dsl.ast.Declaration;
import io.espalier.dsl.ast.Expression;
import java.util.List;
import java.util.Optional;

/// A prompt, function or tool with the types of its parameters.
///
/// @param name its name in the whole program
public record Callable(
    Kind kind,
    String name,
    Module module,
    Declaration declaration,
    List<Formal> parameters,
    IrType result) {
  public Callable {
    parameters = List.copyOf(parameters);
  }

  /// What it is.
  public enum Kind {
    PROMPT("prompt"),
    FUNCTION("function"),
    TOOL("tool");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  /// A parameter; a default value stands for an argument that is left out.
  public record Formal(
      String name, IrType type, String description, Optional<Expression> defaultValue) {}

  // Declarations of two files may be equal records; they are the same only if they are one object.
  @SuppressWarnings("ReferenceEquality")
  @Override
  public boolean equals(Object other) {
    return other instanceof Callable that && declaration == that.declaration;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(declaration);
  }
}
