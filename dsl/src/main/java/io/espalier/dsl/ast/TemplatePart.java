package io.espalier.dsl.ast;

import io.espalier.dsl.diagnostic.Span;
import java.util.List;

/// A piece of a [Template].
public sealed interface TemplatePart extends Node {

  /// Fixed text, escapes resolved and indentation dropped; never empty.
  record LiteralPart(Span span, String text) implements TemplatePart {
    public LiteralPart {
      if (text.isEmpty()) {
        throw new IllegalArgumentException("a literal part must not be empty");
      }
    }
  }

  /// `\{expression}`: a value written into the text.
  record InterpolationPart(Span span, Expression expression) implements TemplatePart {}

  /// `\[name: type, option: value]`: generates a value of the type here and binds it to the name.
  /// Only in appended text ([Statement.Text] and [Statement.Turn]), never in a value.
  record HolePart(Span span, Name name, TypeNode type, List<Option> options)
      implements TemplatePart {
    public HolePart {
      options = List.copyOf(options);
    }
  }
}
