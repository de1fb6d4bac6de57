package io.espalier.runtime.tokenizer.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Python's string methods where Java's differ.
final class PythonText {
  private PythonText() {}

  static boolean isSpace(int point) {
    return Character.isWhitespace(point) || Character.isSpaceChar(point) || point == 0x85;
  }

  /// Strips white space, or else any of the characters in `set`, from the chosen ends.
  static String strip(String text, String set, boolean left, boolean right) {
    int from = 0;
    int to = text.length();
    while (left && from < to && isStripped(text.charAt(from), set)) {
      from++;
    }
    while (right && to > from && isStripped(text.charAt(to - 1), set)) {
      to--;
    }
    return text.substring(from, to);
  }

  private static boolean isStripped(char unit, String set) {
    return set.isEmpty() ? isSpace(unit) : set.indexOf(unit) >= 0;
  }

  /// Splits at `separator`, or at runs of white space where it is empty; at most `limit` cuts if
  /// that is not negative.
  static List<String> split(String text, String separator, long limit) {
    List<String> parts = new ArrayList<>();
    int from = 0;
    if (separator.isEmpty()) {
      from = skip(text, 0, true);
      while (from < text.length() && (limit < 0 || parts.size() < limit)) {
        int end = skip(text, from, false);
        parts.add(text.substring(from, end));
        from = skip(text, end, true);
      }
      if (from < text.length()) {
        parts.add(strip(text.substring(from), "", false, true));
      }
      return parts;
    }
    int at = text.indexOf(separator);
    while (at >= 0 && (limit < 0 || parts.size() < limit)) {
      parts.add(text.substring(from, at));
      from = at + separator.length();
      at = text.indexOf(separator, from);
    }
    parts.add(text.substring(from));
    return parts;
  }

  /// Splits from the right.
  static List<String> splitRight(String text, String separator, long limit) {
    if (limit < 0 || separator.isEmpty()) {
      return split(text, separator, limit < 0 ? -1 : limit);
    }
    List<String> parts = new ArrayList<>();
    int end = text.length();
    int at = text.lastIndexOf(separator);
    while (at >= 0 && parts.size() < limit) {
      parts.addFirst(text.substring(at + separator.length(), end));
      end = at;
      at = at == 0 ? -1 : text.lastIndexOf(separator, at - separator.length());
    }
    parts.addFirst(text.substring(0, end));
    return parts;
  }

  private static int skip(String text, int from, boolean space) {
    int at = from;
    while (at < text.length() && isSpace(text.charAt(at)) == space) {
      at++;
    }
    return at;
  }

  static String capitalize(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ROOT)
            + text.substring(1).toLowerCase(Locale.ROOT);
  }

  /// First letters of words in upper case, the rest in lower case.
  static String title(String text) {
    var result = new StringBuilder(text.length());
    boolean inside = false;
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      result.append(inside ? Character.toLowerCase(unit) : Character.toTitleCase(unit));
      inside = Character.isLetter(unit);
    }
    return result.toString();
  }

  static String swapCase(String text) {
    var result = new StringBuilder(text.length());
    text.codePoints()
        .forEach(point ->
            result.append(
                Character.isUpperCase(point)
                    ? Character.toString(point).toLowerCase(Locale.ROOT)
                    : Character.toString(point).toUpperCase(Locale.ROOT)));
    return result.toString();
  }

  /// What stands before the first, or else the last, `separator`, the separator, and what stands
  /// behind it.
  static List<String> partition(String text, String separator, boolean last) {
    int at = last ? text.lastIndexOf(separator) : text.indexOf(separator);
    if (at < 0) {
      return last ? List.of("", "", text) : List.of(text, "", "");
    }
    return List.of(text.substring(0, at), separator, text.substring(at + separator.length()));
  }

  /// Cuts a text longer than `length + leeway` at a word's end, or with `killWords` anywhere, and
  /// ends it with `end`; `length` counts `end` in.
  static String truncate(String text, int length, boolean killWords, String end, int leeway) {
    int size = text.codePointCount(0, text.length());
    int kept = length - end.codePointCount(0, end.length());
    if (size <= length + leeway || kept < 0) {
      return text;
    }
    String start = text.substring(0, text.offsetByCodePoints(0, kept));
    int space = start.lastIndexOf(' ');
    return (killWords || space < 0 ? start : start.substring(0, space)) + end;
  }

  /// How often `part` occurs, without overlap.
  static long count(String text, String part) {
    if (part.isEmpty()) {
      return text.length() + 1L;
    }
    long count = 0;
    for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
      count++;
    }
    return count;
  }

  /// Replaces the first `limit` occurrences, or all where it is negative.
  static String replace(String text, String old, String replacement, long limit, Budget budget) {
    long times = count(text, old);
    if (limit >= 0 && limit < times) {
      times = limit;
    }
    budget.characters(text.length() + times * Math.max(0, replacement.length() - old.length()));
    if (limit < 0) {
      return text.replace(old, replacement);
    }
    var result = new StringBuilder();
    int from = 0;
    for (long i = 0; i < times; i++) {
      int at = text.indexOf(old, old.isEmpty() && i > 0 ? from + 1 : from);
      result.append(text, from, at).append(replacement);
      from = at + old.length();
    }
    return result.append(text, from, text.length()).toString();
  }
}
