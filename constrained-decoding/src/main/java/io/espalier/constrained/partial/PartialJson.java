package io.espalier.constrained.partial;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads as much of a JSON text as has arrived.
///
/// Whole values are as JSON says; a string that has not ended is there with what has come of it; a
/// number or word that may still grow is left out. The text comes from a constrained generation, so
/// it is the beginning of valid JSON; where it is not, reading stops there.
///
/// Every member and item comes with its place in the text.
///
/// O(characters) per call; nesting is bounded by [#MAX_DEPTH].
public final class PartialJson {
  private static final int MAX_DEPTH = 200;

  private final CharSequence text;
  private final List<PartialValue.Field> fields = new ArrayList<>();
  private int at;
  private boolean cut;

  private PartialJson(CharSequence text) {
    this.text = text;
  }

  /// Reads the beginning of a JSON text.
  public static PartialValue read(CharSequence text) {
    var reader = new PartialJson(text);
    Object value = reader.value("", 0);
    return new PartialValue(value, reader.fields);
  }

  private @Nullable Object value(String path, int depth) {
    skipSpace();
    if (at >= text.length() || depth > MAX_DEPTH) {
      cut = true;
      return null;
    }
    int start = at;
    Object value =
        switch (text.charAt(at)) {
          case '{' -> object(path, depth);
          case '[' -> array(path, depth);
          case '"' -> string();
          default -> scalar();
        };
    if (!path.isEmpty()) {
      fields.add(new PartialValue.Field(path, start, at, !cut));
    }
    return value;
  }

  private Map<String, @Nullable Object> object(String path, int depth) {
    var fields = new LinkedHashMap<String, @Nullable Object>();
    at++;
    while (true) {
      skipSpace();
      if (ends('}')) {
        return fields;
      }
      if (cut || text.charAt(at) != '"') {
        cut = true;
        return fields;
      }
      String name = string();
      skipSpace();
      if (cut || at >= text.length() || text.charAt(at) != ':') {
        cut = true;
        return fields;
      }
      at++;
      Object value = value(path.isEmpty() ? name : path + "." + name, depth + 1);
      if (!cut || value != null) {
        fields.put(name, value);
      }
      if (cut) {
        return fields;
      }
      skipComma();
    }
  }

  private List<@Nullable Object> array(String path, int depth) {
    var items = new ArrayList<@Nullable Object>();
    at++;
    while (true) {
      skipSpace();
      if (ends(']')) {
        return items;
      }
      if (cut) {
        return items;
      }
      Object value = value(path + "[" + items.size() + "]", depth + 1);
      if (!cut || value != null) {
        items.add(value);
      }
      if (cut) {
        return items;
      }
      skipComma();
    }
  }

  /// Passes the closing bracket if it is next; notes when the text has run out.
  private boolean ends(char bracket) {
    if (at >= text.length()) {
      cut = true;
      return false;
    }
    if (text.charAt(at) == bracket) {
      at++;
      return true;
    }
    return false;
  }

  private String string() {
    var value = new StringBuilder();
    at++;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"') {
        return value.toString();
      }
      if (c != '\\') {
        value.append(c);
      } else if (!escape(value)) {
        break;
      }
    }
    cut = true;
    // Half of a character is no text: it waits for its other half.
    if (!value.isEmpty() && Character.isHighSurrogate(value.charAt(value.length() - 1))) {
      value.setLength(value.length() - 1);
    }
    return value.toString();
  }

  private boolean escape(StringBuilder value) {
    if (at >= text.length()) {
      return false;
    }
    char c = text.charAt(at++);
    switch (c) {
      case 'n' -> value.append('\n');
      case 't' -> value.append('\t');
      case 'r' -> value.append('\r');
      case 'b' -> value.append('\b');
      case 'f' -> value.append('\f');
      case 'u' -> {
        int unit = hex();
        if (unit < 0) {
          return false;
        }
        value.append((char) unit);
      }
      default -> value.append(c);
    }
    return true;
  }

  /// Reads four hex digits; -1 where they are not there yet, or none.
  private int hex() {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
      if (digit < 0) {
        return -1;
      }
      value = value * 16 + digit;
      at++;
    }
    return value;
  }

  private @Nullable Object scalar() {
    int start = at;
    while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    if (at >= text.length()) {
      cut = true;
      return null;
    }
    String word = text.subSequence(start, at).toString();
    return switch (word) {
      case "true" -> true;
      case "false" -> false;
      case "null" -> null;
      default -> number(word);
    };
  }

  private @Nullable Object number(String word) {
    try {
      return Long.parseLong(word);
    } catch (NumberFormatException _) {
      return fraction(word);
    }
  }

  /// Reads a number with a fraction or an exponent, or one that a `Long` cannot hold.
  private @Nullable Object fraction(String word) {
    for (int i = 0; i < word.length(); i++) {
      if ("+-.0123456789eE".indexOf(word.charAt(i)) < 0) {
        cut = true;
        return null;
      }
    }
    try {
      return Double.parseDouble(word);
    } catch (NumberFormatException _) {
      cut = true;
      return null;
    }
  }

  private void skipSpace() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private void skipComma() {
    skipSpace();
    if (at < text.length() && text.charAt(at) == ',') {
      at++;
    }
  }
}
