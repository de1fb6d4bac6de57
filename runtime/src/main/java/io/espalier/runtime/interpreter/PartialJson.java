package io.espalier.runtime.interpreter;

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
/// O(characters) per call; nesting is bounded by [#MAX_DEPTH].
final class PartialJson {
  private static final int MAX_DEPTH = 200;

  private final CharSequence text;
  private final List<String> complete = new ArrayList<>();
  private int at;
  private boolean cut;

  private PartialJson(CharSequence text) {
    this.text = text;
  }

  /// What could be read.
  ///
  /// @param value `Map`, `List`, `String`, `Long`, `Double`, `Boolean` or null
  /// @param complete paths of the values that are whole, `a.b[2]`, in the order in which they ended
  record Read(@Nullable Object value, List<String> complete) {}

  /// Reads the beginning of a JSON text.
  static Read read(CharSequence text) {
    var reader = new PartialJson(text);
    Object value = reader.value("", 0);
    return new Read(value, reader.complete);
  }

  private @Nullable Object value(String path, int depth) {
    skipSpace();
    if (at >= text.length() || depth > MAX_DEPTH) {
      cut = true;
      return null;
    }
    Object value =
        switch (text.charAt(at)) {
          case '{' -> object(path, depth);
          case '[' -> array(path, depth);
          case '"' -> string();
          default -> scalar();
        };
    if (!cut && !path.isEmpty()) {
      complete.add(path);
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
        if (at + 4 > text.length()) {
          return false;
        }
        value.append((char) Integer.parseInt(text, at, at + 4, 16));
        at += 4;
      }
      default -> value.append(c);
    }
    return true;
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
      return word.contains(".") || word.contains("e") || word.contains("E")
          ? (Object) Double.parseDouble(word)
          : (Object) Long.parseLong(word);
    } catch (NumberFormatException e) {
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
