package io.espalier.runtime.tokenizer.template;

import java.util.List;
import java.util.Optional;

/// A part of a template's body. `line` is where it stands, counted from 1.
sealed interface Statement {
  int line();

  record Text(int line, String text) implements Statement {}

  record Output(int line, Expression expression) implements Statement {}

  /// `bodies` belong to `conditions` by index.
  record If(
      int line,
      List<Expression> conditions,
      List<List<Statement>> bodies,
      List<Statement> otherwise)
      implements Statement {}

  record For(
      int line,
      List<String> targets,
      Expression items,
      Optional<Expression> condition,
      List<Statement> body,
      List<Statement> otherwise)
      implements Statement {}

  /// Assigns to names, or with `attribute` to a member of a namespace.
  record Set(int line, List<String> targets, Optional<String> attribute, Expression value)
      implements Statement {}

  /// Assigns the text of `body`, sent through `filters` (whose innermost target is the name
  /// `TEXT`).
  record SetBlock(int line, String target, Expression filtered, List<Statement> body)
      implements Statement {
    /// The name under which `filtered` finds the text; no template can write it.
    static final String TEXT = "#text";
  }

  record Macro(
      int line,
      String name,
      List<String> parameters,
      List<Optional<Expression>> defaults,
      List<Statement> body)
      implements Statement {}

  /// A scope: `with` and `generation`; the names are set inside only.
  record Scope(int line, List<String> names, List<Expression> values, List<Statement> body)
      implements Statement {}

  record Break(int line) implements Statement {}

  record Continue(int line) implements Statement {}
}
