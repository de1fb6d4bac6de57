package io.espalier.compiler.ir;

import io.espalier.compiler.types.ValueText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Expressions as text, with the names of a frame's slots.
final class ExprPrinter {
  private static final int SHOWN = 400;

  private final List<Slot> slots;

  ExprPrinter(List<Slot> slots) {
    this.slots = slots;
  }

  String print(Expr expr) {
    return switch (expr) {
      case Expr.Constant(var value, _) -> constant(value);
      case Expr.SlotRef(int slot) -> slot(slot);
      case Expr.SlotInfo(int slot, var info) ->
          slot(slot) + "." + info.name().toLowerCase(Locale.ROOT);
      case Expr.Stats(var counter) -> "stats." + counter.label();
      case Expr.Binary(var operator, var left, var right) ->
          "(" + print(left) + " " + operator.symbol() + " " + print(right) + ")";
      case Expr.Negate(var operand) -> "-" + print(operand);
      case Expr.Not(var operand) -> "!" + print(operand);
      case Expr.Conditional(var condition, var then, var otherwise) ->
          "(" + print(condition) + " ? " + print(then) + " : " + print(otherwise) + ")";
      case Expr.Member(var target, var field) -> print(target) + "." + field;
      case Expr.Index(var target, var index) -> print(target) + "[" + print(index) + "]";
      case Expr.Method(var target, var name, var arguments) ->
          print(target) + "." + name + "(" + all(arguments) + ")";
      case Expr.Lambda(int slot, var body) -> slot(slot) + " => " + print(body);
      case Expr.ListExpr(var items) -> "[" + all(items) + "]";
      case Expr.Range(var from, var to) -> print(from) + ".." + print(to);
      case Expr.RecordExpr(var type, var fields, var values) -> record(type, fields, values);
      case Expr.Join(var parts) -> "text(" + all(parts) + ")";
      case Expr.FunctionCall(var function, var arguments) -> function + "(" + all(arguments) + ")";
    };
  }

  /// The name of a slot, with its number where names alone may repeat.
  String slot(int slot) {
    if (slot < 0 || slot >= slots.size()) {
      return "_";
    }
    String name = slots.get(slot).name();
    return name.startsWith("$") ? name : name + "$" + slot;
  }

  private String record(String type, List<String> fields, List<Expr> values) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      parts.add(fields.get(i) + ": " + print(values.get(i)));
    }
    return type + " { " + String.join(", ", parts) + " }";
  }

  private String all(List<Expr> expressions) {
    return String.join(", ", expressions.stream().map(this::print).toList());
  }

  static String constant(@Nullable Object value) {
    return value instanceof String text ? quoted(text) : shortened(ValueText.of(value));
  }

  private static String shortened(String text) {
    return text.length() <= SHOWN
        ? text
        : text.substring(0, SHOWN) + "… (" + text.length() + " characters)";
  }

  /// A text in quotes, in one line, shortened where it is long.
  static String quoted(String text) {
    var out = new StringBuilder("\"");
    String shown = text.length() <= SHOWN ? text : text.substring(0, SHOWN);
    for (int i = 0; i < shown.length(); i++) {
      char c = shown.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (Character.isISOControl(c)) {
            out.append("\\u%04x".formatted((int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return shown.length() < text.length()
        ? out + "\"… (" + text.length() + " characters)"
        : out + "\"";
  }
}
