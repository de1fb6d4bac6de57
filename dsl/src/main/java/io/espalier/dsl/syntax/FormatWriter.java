package io.espalier.dsl.syntax;

import io.espalier.dsl.diagnostic.SourceText;
import java.util.function.Supplier;

/// What the formatter's writers share. Confined to one formatting.
final class FormatWriter {
  private final SourceText source;
  private final CommentQueue comments;
  private final StringWriter strings = new StringWriter(this);
  private final TypeWriter types = new TypeWriter(this);
  private final ExpressionWriter expressions = new ExpressionWriter(this);
  private final StatementWriter statements = new StatementWriter(this);
  private int templates;

  FormatWriter(SourceText source, CommentQueue comments) {
    this.source = source;
    this.comments = comments;
  }

  SourceText source() {
    return source;
  }

  CommentQueue comments() {
    return comments;
  }

  StringWriter strings() {
    return strings;
  }

  TypeWriter types() {
    return types;
  }

  ExpressionWriter expressions() {
    return expressions;
  }

  StatementWriter statements() {
    return statements;
  }

  /// True inside a string's expression: everything is one line there, and no comment is put in.
  boolean inTemplate() {
    return templates > 0;
  }

  /// The one-line form of what `layout` makes.
  String insideTemplate(Supplier<Layout> layout) {
    templates++;
    String flat = LayoutPrinter.flat(layout.get());
    templates--;
    return flat;
  }
}
