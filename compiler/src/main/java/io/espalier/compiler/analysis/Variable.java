package io.espalier.compiler.analysis;

import io.espalier.compiler.types.IrType;
import io.espalier.dsl.diagnostic.Span;

/// A variable of a body; two are the same only if they are one object.
public final class Variable {
  private final String name;
  private final Span span;
  private final IrType type;
  private final Origin origin;
  private boolean used;

  /// Where a value comes from.
  public enum Origin {
    /// An argument.
    PARAMETER,
    /// A `let` of an expression.
    COMPUTED,
    /// A hole or the `let` of a `gen`: its log-probability is known.
    GENERATED,
    /// The `let` of a `select`: its scores are known too.
    SELECTED,
    /// An item of a fork or loop, the `it` of a method's argument, a field bound by a case.
    BOUND
  }

  Variable(String name, Span span, IrType type, Origin origin) {
    this.name = name;
    this.span = span;
    this.type = type;
    this.origin = origin;
  }

  /// Its name.
  public String name() {
    return name;
  }

  /// Its type where it is declared; a test may narrow it.
  public IrType type() {
    return type;
  }

  Span span() {
    return span;
  }

  Origin origin() {
    return origin;
  }

  void use() {
    used = true;
  }

  boolean isUsed() {
    return used;
  }
}
