package io.espalier.runtime.tokenizer;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;

/// A change to text before it is split, as tokenizer files list them.
sealed interface TextNormalizer {
  /// Unicode normal form.
  record Form(Normalizer.Form form) implements TextNormalizer {}

  /// Lower case by Unicode's rules, in no particular language.
  record Lowercase() implements TextNormalizer {}

  /// White space at the ends goes.
  record Strip(boolean left, boolean right) implements TextNormalizer {}

  /// Each match of `pattern` becomes `replacement`, literally.
  record Replace(SplitPattern pattern, String replacement) implements TextNormalizer {}

  /// Each occurrence of one text becomes another.
  record ReplaceText(String text, String replacement) implements TextNormalizer {}

  /// SentencePiece's precompiled replacements.
  record Mapped(CharacterMap map) implements TextNormalizer {}

  /// SentencePiece's removal of extra spaces: runs become one, those at the end go, and those at
  /// the start too, or one stays there where it takes the place of the mark put in front.
  record SingleSpaces(boolean keepsFirst) implements TextNormalizer {}

  /// Nonspacing marks go.
  record StripAccents() implements TextNormalizer {}

  /// Applies `steps` in order. O(text) each.
  static String apply(List<TextNormalizer> steps, String text) {
    String result = text;
    for (TextNormalizer step : steps) {
      result = step.apply(result);
    }
    return result;
  }

  private String apply(String text) {
    return switch (this) {
      case Form form ->
          Normalizer.isNormalized(text, form.form())
              ? text
              : Normalizer.normalize(text, form.form());
      case Lowercase _ -> text.toLowerCase(Locale.ROOT);
      case Strip strip -> strip(text, strip.left(), strip.right());
      case Replace replace -> replaceMatches(text, replace.pattern(), replace.replacement());
      case ReplaceText replace -> text.replace(replace.text(), replace.replacement());
      case Mapped mapped -> mapped.map().apply(text);
      case SingleSpaces spaces -> singleSpaces(text, spaces.keepsFirst());
      case StripAccents _ -> withoutMarks(text);
    };
  }

  private static String strip(String text, boolean left, boolean right) {
    int from = 0;
    int to = text.length();
    while (left && from < to && CodePoints.isWhiteSpace(text.charAt(from))) {
      from++;
    }
    while (right && to > from && CodePoints.isWhiteSpace(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  private static String replaceMatches(String text, SplitPattern pattern, String replacement) {
    int[] points = CodePoints.of(text);
    SplitPattern.Matcher matcher = pattern.matcher(points);
    matcher.region(0, points.length);
    var result = new StringBuilder(text.length());
    int done = 0;
    for (int at = matcher.find(0); at >= 0; at = matcher.find(done)) {
      result.append(new String(points, done, at - done)).append(replacement);
      done = matcher.end();
    }
    return result.append(new String(points, done, points.length - done)).toString();
  }

  private static String singleSpaces(String text, boolean keepsFirst) {
    var result = new StringBuilder(text.length());
    int pending = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ' ') {
        pending++;
        continue;
      }
      if (pending > 0 && (keepsFirst || !result.isEmpty())) {
        result.append(' ');
      }
      pending = 0;
      result.append(c);
    }
    return result.toString();
  }

  private static String withoutMarks(String text) {
    var result = new StringBuilder(text.length());
    text.codePoints()
        .filter(point -> Character.getType(point) != Character.NON_SPACING_MARK)
        .forEach(result::appendCodePoint);
    return result.toString();
  }
}
