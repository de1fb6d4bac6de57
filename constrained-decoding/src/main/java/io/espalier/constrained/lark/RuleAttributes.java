package io.espalier.constrained.lark;

import io.espalier.constrained.ConstraintError;
import io.espalier.constrained.grammar.Production;
import org.jspecify.annotations.Nullable;

/// What stands in brackets after a rule's name: `name[lazy, stop="…", suffix="…", capture]`.
///
/// `lazy` ends the rule's text as soon as it can; `stop` and `suffix` do the same with a text that
/// must follow. What would need sampling or counting of tokens is refused.
///
/// @param end what must follow, null where nothing is said
record RuleAttributes(boolean lazy, @Nullable Production end) {
  static RuleAttributes read(LarkScanner scanner, LarkExpressions expressions) {
    scanner.skip(false);
    boolean lazy = false;
    Production end = null;
    if (scanner.take("[")) {
      do {
        scanner.skip(true);
        int place = scanner.at;
        String name = scanner.name();
        scanner.skip(true);
        boolean valued = scanner.take("=");
        scanner.skip(true);
        switch (name) {
          case "lazy" -> lazy = true;
          case "stop", "suffix" -> {
            if (!valued) {
              throw scanner.error("expected '=' and a text", name + "=\"…\"");
            }
            end = expressions.atom(0, new LarkExpressions.Context(true, true));
          }
          case "capture" -> {
            if (valued) {
              scanner.string();
            }
          }
          case "temperature", "max_tokens", "stop_capture" ->
              throw scanner.error(
                  ConstraintError.UNSUPPORTED,
                  place,
                  "the attribute '" + name + "' cannot be enforced",
                  "leave it out, or bound the text by a count");
          default ->
              throw scanner.error(
                  ConstraintError.SYNTAX, place, "unknown attribute '" + name + "'", "lazy, stop");
        }
        scanner.skip(true);
      } while (scanner.take(","));
      scanner.expect("]");
    }
    return new RuleAttributes(lazy, end);
  }

  /// Tells whether the rule is read as one piece, without what `%ignore` allows between its parts.
  boolean isLexeme() {
    return lazy || end != null;
  }

  /// Returns the rule's body with its end.
  Production apply(Production body) {
    if (end == null) {
      return lazy ? new Production.Shortest(body, true) : body;
    }
    if (end instanceof Production.Text text && text.text().isEmpty()) {
      return body;
    }
    return new Production.Shortest(new Production.Sequence(body, end), true);
  }
}
