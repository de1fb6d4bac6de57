package io.espalier.runtime.tokenizer.template;

import java.math.BigDecimal;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/// Values as text: Python's `str` and `repr`, and JSON as Python's `json.dumps` writes it.
final class ValueText {
  private static final int MAX_DEPTH = 64;

  private final Budget budget;
  private final StringBuilder out = new StringBuilder();

  private ValueText(Budget budget) {
    this.budget = budget;
  }

  /// What `{{ value }}` prints.
  static String print(Value value, Budget budget) {
    return switch (value) {
      case Value.Str text -> text.value();
      case Value.Undefined _ -> "";
      case Value.None _,
          Value.Bool _,
          Value.Int _,
          Value.Real _,
          Value.Items _,
          Value.Dict _,
          Value.Namespace _,
          Value.Callable _ -> {
        var text = new ValueText(budget);
        text.repr(value, 0);
        yield text.out.toString();
      }
    };
  }

  /// How JSON is laid out.
  ///
  /// @param indent spaces a level, below 0 for one line
  record JsonStyle(
      int indent, String itemSeparator, String keySeparator, boolean ascii, boolean sorted) {}

  static String json(Value value, JsonStyle style, Budget budget) {
    var text = new ValueText(budget);
    text.json(value, style, 0);
    return text.out.toString();
  }

  private void put(String text) {
    budget.characters(text.length());
    out.append(text);
  }

  private void enter(int depth) {
    budget.step();
    if (depth > MAX_DEPTH) {
      throw budget.error("a value nested deeper than " + MAX_DEPTH);
    }
  }

  private void repr(Value value, int depth) {
    enter(depth);
    switch (value) {
      case Value.None _ -> put("None");
      case Value.Undefined _ -> put("Undefined");
      case Value.Bool bool -> put(bool.value() ? "True" : "False");
      case Value.Int number -> put(Long.toString(number.value()));
      case Value.Real number -> put(real(number.value()));
      case Value.Str text -> put(quoted(text.value()));
      case Value.Items items -> {
        put(items.tuple() ? "(" : "[");
        String separator = "";
        for (Value item : items.values()) {
          put(separator);
          separator = ", ";
          repr(item, depth + 1);
        }
        put(items.tuple() ? items.values().size() == 1 ? ",)" : ")" : "]");
      }
      case Value.Dict dict -> {
        put("{");
        String separator = "";
        for (Map.Entry<String, Value> entry : dict.entries().entrySet()) {
          put(separator);
          separator = ", ";
          put(quoted(entry.getKey()));
          put(": ");
          repr(entry.getValue(), depth + 1);
        }
        put("}");
      }
      case Value.Namespace _ -> put("<Namespace>");
      case Value.Callable callable -> put("<" + callable.name() + ">");
    }
  }

  /// Python's shortest form: an exponent only below 1e-4 and from 1e16 on.
  static String real(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0.0" : "0.0";
    }
    BigDecimal decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    int exponent = decimal.precision() - decimal.scale() - 1;
    if (exponent >= -4 && exponent < 16) {
      String plain = decimal.toPlainString();
      return plain.contains(".") ? plain : plain + ".0";
    }
    String digits = decimal.unscaledValue().abs().toString();
    String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
    String sign = exponent < 0 ? "-" : "+";
    String power = Integer.toString(Math.abs(exponent));
    return (value < 0 ? "-" : "")
        + mantissa
        + "e"
        + sign
        + (power.length() < 2 ? "0" + power : power);
  }

  private static String quoted(String text) {
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    var result = new StringBuilder().append(quote);
    text.codePoints()
        .forEach(point -> {
          switch (point) {
            case '\\' -> result.append("\\\\");
            case '\n' -> result.append("\\n");
            case '\r' -> result.append("\\r");
            case '\t' -> result.append("\\t");
            default -> {
              if (point == quote) {
                result.append('\\').append(quote);
              } else if (isPrintable(point)) {
                result.appendCodePoint(point);
              } else if (point < 0x100) {
                result.append("\\x%02x".formatted(point));
              } else if (point < 0x10000) {
                result.append("\\u%04x".formatted(point));
              } else {
                result.append("\\U%08x".formatted(point));
              }
            }
          }
        });
    return result.append(quote).toString();
  }

  private static boolean isPrintable(int point) {
    if (point == ' ') {
      return true;
    }
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  private void json(Value value, JsonStyle style, int depth) {
    enter(depth);
    switch (value) {
      case Value.None _ -> put("null");
      case Value.Bool bool -> put(bool.value() ? "true" : "false");
      case Value.Int number -> put(Long.toString(number.value()));
      case Value.Real number -> put(jsonReal(number.value()));
      case Value.Str text -> put(jsonString(text.value(), style.ascii()));
      case Value.Items items -> {
        Iterator<Value> rest = items.values().iterator();
        put(rest.hasNext() ? "[" : "[]");
        while (rest.hasNext()) {
          newline(style, depth + 1);
          json(rest.next(), style, depth + 1);
          put(rest.hasNext() ? style.itemSeparator() : "");
          if (!rest.hasNext()) {
            newline(style, depth);
            put("]");
          }
        }
      }
      case Value.Dict dict -> {
        List<String> keys =
            style.sorted()
                ? dict.entries().keySet().stream().sorted().toList()
                : List.copyOf(dict.entries().keySet());
        Iterator<String> rest = keys.iterator();
        put(rest.hasNext() ? "{" : "{}");
        while (rest.hasNext()) {
          String key = rest.next();
          newline(style, depth + 1);
          put(jsonString(key, style.ascii()));
          put(style.keySeparator());
          json(dict.entries().getOrDefault(key, Value.None.VALUE), style, depth + 1);
          put(rest.hasNext() ? style.itemSeparator() : "");
          if (!rest.hasNext()) {
            newline(style, depth);
            put("}");
          }
        }
      }
      case Value.Undefined undefined ->
          throw budget.error("'" + undefined.name() + "' is undefined and has no JSON form");
      case Value.Namespace _, Value.Callable _ ->
          throw budget.error("a " + value.kind() + " has no JSON form");
    }
  }

  private void newline(JsonStyle style, int depth) {
    if (style.indent() >= 0) {
      put("\n" + " ".repeat(style.indent() * depth));
    }
  }

  private static String jsonReal(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    return Double.isInfinite(value) ? value > 0 ? "Infinity" : "-Infinity" : real(value);
  }

  private static String jsonString(String text, boolean ascii) {
    var result = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      switch (unit) {
        case '"' -> result.append("\\\"");
        case '\\' -> result.append("\\\\");
        case '\n' -> result.append("\\n");
        case '\r' -> result.append("\\r");
        case '\t' -> result.append("\\t");
        case '\b' -> result.append("\\b");
        case '\f' -> result.append("\\f");
        default -> {
          if (unit < ' ' || (ascii && unit > '~')) {
            result.append("\\u%04x".formatted((int) unit));
          } else {
            result.append(unit);
          }
        }
      }
    }
    return result.append('"').toString();
  }
}
