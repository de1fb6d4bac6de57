package io.espalier.constrained.grammar;

import io.espalier.constrained.ConstraintSource;
import java.util.List;
import java.util.Map;

/// Writes a grammar as text, one rule a line, for people and golden files.
///
/// `"text"`, `"text"i`, `/regex/flags`, `<name>` and `<[1-3]>` (control tokens), `%json {…}`,
/// `%substring("a", "b")`, `%text` and `%text(without "a")` (free text), `a & b`, `~a`,
/// `%shortest(a)` and `%lazy(a)` (which wins over other readings), `a | b`, `a*`, `a{1,3}`.
public final class GrammarPrinter {
  private final StringBuilder out = new StringBuilder();

  private GrammarPrinter() {}

  /// Returns `grammar` as text; the start rule is marked by a leading `>`.
  public static String print(Grammar grammar) {
    GrammarPrinter printer = new GrammarPrinter();
    for (Map.Entry<String, Production> rule : grammar.rules().entrySet()) {
      printer.out.append(rule.getKey().equals(grammar.start()) ? "> " : "  ");
      printer.out.append(rule.getKey()).append(" ::= ");
      printer.print(rule.getValue(), 0);
      printer.out.append('\n');
    }
    return printer.out.toString();
  }

  /// Returns a part of a grammar as text.
  public static String print(Production part) {
    GrammarPrinter printer = new GrammarPrinter();
    printer.print(part, 0);
    return printer.out.toString();
  }

  /// `tight` is how strongly what surrounds the part binds: 0 nothing, 1 a choice, 2 an
  /// intersection, 3 a sequence, 4 a sign.
  private void print(Production part, int tight) {
    switch (part) {
      case Production.Text text -> quote(text.text()).append(text.ignoreCase() ? "i" : "");
      case Production.Pattern pattern ->
          out.append('/')
              .append(pattern.pattern().replace("/", "\\/"))
              .append('/')
              .append(pattern.flags());
      case Production.ControlToken token -> out.append('<').append(token.name()).append('>');
      case Production.ControlId id ->
          out.append("<[")
              .append(id.low())
              .append(id.low() == id.high() ? "" : "-" + id.high())
              .append("]>");
      case Production.Value value -> value(value.source());
      case Production.Substring substring -> call("%substring", substring.chunks());
      case Production.AnyText text -> {
        if (text.excluded().isEmpty()) {
          out.append("%text");
        } else {
          call("%text", text.excluded());
        }
      }
      case Production.Rule rule -> out.append(rule.name());
      case Production.Sequence sequence -> join(sequence.parts(), " ", 3, tight, "\"\"");
      case Production.Choice choice -> join(choice.parts(), " | ", 1, tight, "%none");
      case Production.Both both -> join(both.parts(), " & ", 2, tight, "%text");
      case Production.Repeat repeat -> {
        print(repeat.body(), 4);
        out.append(sign(repeat.min(), repeat.max()));
      }
      case Production.Except except -> {
        out.append('~');
        print(except.body(), 4);
      }
      case Production.Shortest shortest -> {
        out.append(shortest.wins() ? "%lazy(" : "%shortest(");
        print(shortest.body(), 0);
        out.append(')');
      }
    }
  }

  private static String sign(int min, int max) {
    if (max < 0) {
      return min == 0 ? "*" : min == 1 ? "+" : "{" + min + ",}";
    }
    return min == 0 && max == 1 ? "?" : min == max ? "{" + min + "}" : "{" + min + "," + max + "}";
  }

  private void join(List<Production> parts, String between, int binding, int tight, String empty) {
    if (parts.isEmpty()) {
      out.append(empty);
      return;
    }
    if (parts.size() == 1) {
      print(parts.getFirst(), tight);
      return;
    }
    boolean grouped = tight >= binding;
    out.append(grouped ? "(" : "");
    for (int i = 0; i < parts.size(); i++) {
      out.append(i == 0 ? "" : between);
      print(parts.get(i), binding);
    }
    out.append(grouped ? ")" : "");
  }

  private void call(String name, List<String> texts) {
    out.append(name).append('(');
    for (int i = 0; i < texts.size(); i++) {
      out.append(i == 0 ? "" : ", ");
      quote(texts.get(i));
    }
    out.append(')');
  }

  private void value(ConstraintSource source) {
    if (source instanceof ConstraintSource.JsonSchema schema) {
      out.append("%json ").append(schema.schema());
    } else {
      out.append("%").append(source);
    }
  }

  private StringBuilder quote(String text) {
    out.append('"');
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\t' -> out.append("\\t");
            case '\r' -> out.append("\\r");
            default -> {
              if (c < ' ' || c == 0x7F) {
                out.append(String.format("\\x%02x", c));
              } else {
                out.appendCodePoint(c);
              }
            }
          }
        });
    return out.append('"');
  }
}
