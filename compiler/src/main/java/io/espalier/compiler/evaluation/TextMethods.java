package io.espalier.compiler.evaluation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The methods of text.
final class TextMethods {
  private TextMethods() {}

  static @Nullable Object apply(String name, String text, List<@Nullable Object> arguments) {
    return switch (name) {
      case "trim" -> text.strip();
      case "size" -> (long) text.codePointCount(0, text.length());
      case "isEmpty" -> text.isEmpty();
      case "upper" -> text.toUpperCase(Locale.ROOT);
      case "lower" -> text.toLowerCase(Locale.ROOT);
      case "lines" -> lines(text);
      case "words" -> words(text);
      case "split" -> split(text, argument(arguments, 0));
      case "contains" -> text.contains(argument(arguments, 0));
      case "startsWith" -> text.startsWith(argument(arguments, 0));
      case "endsWith" -> text.endsWith(argument(arguments, 0));
      case "replace" -> replace(text, argument(arguments, 0), argument(arguments, 1));
      case "indexOf" -> indexOf(text, argument(arguments, 0));
      case "before" -> before(text, argument(arguments, 0));
      case "after" -> after(text, argument(arguments, 0));
      case "take" -> text.substring(0, offset(text, Operators.whole(arguments.getFirst())));
      case "drop" -> text.substring(offset(text, Operators.whole(arguments.getFirst())));
      case "toInt" -> toInt(text);
      case "toFloat" -> toFloat(text);
      default -> throw new IllegalStateException("text has no method " + name);
    };
  }

  private static String argument(List<@Nullable Object> arguments, int at) {
    return Operators.text(arguments.get(at));
  }

  private static List<Object> lines(String text) {
    return List.copyOf(text.lines().toList());
  }

  private static List<Object> words(String text) {
    List<Object> words = new ArrayList<>();
    int start = -1;
    for (int i = 0; i <= text.length(); i++) {
      boolean gap = i == text.length() || Character.isWhitespace(text.charAt(i));
      if (gap && start >= 0) {
        words.add(text.substring(start, i));
        start = -1;
      } else if (!gap && start < 0) {
        start = i;
      }
    }
    return Collections.unmodifiableList(words);
  }

  private static List<Object> split(String text, String separator) {
    if (separator.isEmpty()) {
      throw new EvaluationException("text is split at a text that is not empty");
    }
    List<Object> parts = new ArrayList<>();
    int from = 0;
    for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, from)) {
      parts.add(text.substring(from, at));
      Operators.requireItems(parts.size());
      from = at + separator.length();
    }
    parts.add(text.substring(from));
    return Collections.unmodifiableList(parts);
  }

  private static String replace(String text, String from, String to) {
    if (from.isEmpty()) {
      throw new EvaluationException("'replace' needs a text to look for that is not empty");
    }
    long found = 0;
    for (int at = text.indexOf(from); at >= 0; at = text.indexOf(from, at + from.length())) {
      found++;
    }
    Operators.requireText(text.length() + found * (to.length() - from.length()));
    return text.replace(from, to);
  }

  private static @Nullable Object indexOf(String text, String part) {
    int at = text.indexOf(part);
    return at < 0 ? null : (Object) (long) text.codePointCount(0, at);
  }

  private static String before(String text, String part) {
    int at = text.indexOf(part);
    return at < 0 ? text : text.substring(0, at);
  }

  private static String after(String text, String part) {
    int at = text.indexOf(part);
    return at < 0 ? "" : text.substring(at + part.length());
  }

  /// The UTF-16 offset of code point `count`, or of the nearest end.
  private static int offset(String text, long count) {
    if (count <= 0) {
      return 0;
    }
    int size = text.codePointCount(0, text.length());
    return count >= size ? text.length() : text.offsetByCodePoints(0, (int) count);
  }

  private static @Nullable Object toInt(String text) {
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static @Nullable Object toFloat(String text) {
    try {
      double number = Double.parseDouble(text.strip());
      return Double.isFinite(number) ? (Object) number : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
