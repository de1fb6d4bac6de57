package io.espalier.runtime.cli.speed;

import io.espalier.constrained.ConstraintSource;

/// A constraint of JSON objects, one a line, without an end: strings, numbers, lists, choices and a
/// nested object, so that masks of many kinds come.
final class JsonRecords {
  /// The constraint.
  static final ConstraintSource SOURCE =
      new ConstraintSource.Ebnf(
          """
          root ::= record+
          record ::= "{\\"name\\": " text ", \\"age\\": " number ", \\"tags\\": [" list "], " flag "}\\n"
          flag ::= "\\"active\\": " ("true" | "false") ", \\"address\\": " place
          place ::= "{\\"city\\": " text ", \\"kind\\": " ("\\"home\\"" | "\\"work\\"") "}"
          list ::= text (", " text){0,4}
          text ::= "\\"" [a-zA-Z0-9 .,'-]{1,24} "\\""
          number ::= "-"? ("0" | [1-9] [0-9]{0,5}) ("." [0-9]{1,3})?
          """);

  private JsonRecords() {}
}
