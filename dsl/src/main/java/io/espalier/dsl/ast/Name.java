package io.espalier.dsl.ast;

import io.espalier.dsl.diagnostic.Span;

/// A word chosen by an author: of a variable, field, type, argument, option.
public record Name(Span span, String text) implements Node {

  public Name {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("a name must not be empty");
    }
  }
}
