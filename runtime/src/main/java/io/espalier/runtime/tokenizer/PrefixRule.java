package io.espalier.runtime.tokenizer;

/// The mark put in front of text, so that a first word has the token it has behind a space.
///
/// @param mark the text put in front, empty for none
/// @param everySegment whether text behind a special token gets it too, or only the start of the
///   whole
/// @param unlessPresent whether text that begins with it stays as it is
/// @param beforeWords whether it stands by itself before a user-defined word that begins the whole
record PrefixRule(String mark, boolean everySegment, boolean unlessPresent, boolean beforeWords) {
  static final PrefixRule NONE = new PrefixRule("", false, false);

  /// A rule about text only.
  PrefixRule(String mark, boolean everySegment, boolean unlessPresent) {
    this(mark, everySegment, unlessPresent, false);
  }

  String apply(String text, TextPosition position) {
    boolean wanted =
        switch (position) {
          case START -> true;
          case AFTER_SPECIAL -> everySegment;
          case AFTER_TEXT -> false;
        };
    if (!wanted || mark.isEmpty() || text.isEmpty() || (unlessPresent && text.startsWith(mark))) {
      return text;
    }
    return mark + text;
  }
}
