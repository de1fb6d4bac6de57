package io.espalier.constrained.lark;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The terminals of `%import common.…`, by the names of Lark's library, as regexes.
final class CommonTerminals {
  private static final String DECIMAL = "(?:[0-9]+\\.[0-9]*|\\.[0-9]+)";
  private static final String EXPONENT = "(?:[eE][+-]?[0-9]+)";
  private static final String FLOAT = "(?:[0-9]+" + EXPONENT + "|" + DECIMAL + EXPONENT + "?)";
  private static final String NUMBER = "(?:" + FLOAT + "|[0-9]+)";

  private static final Map<String, String> PATTERNS =
      Map.ofEntries(
          Map.entry("DIGIT", "[0-9]"),
          Map.entry("HEXDIGIT", "[0-9a-fA-F]"),
          Map.entry("INT", "[0-9]+"),
          Map.entry("SIGNED_INT", "[+-]?[0-9]+"),
          Map.entry("DECIMAL", DECIMAL),
          Map.entry("_EXP", EXPONENT),
          Map.entry("FLOAT", FLOAT),
          Map.entry("SIGNED_FLOAT", "[+-]?" + FLOAT),
          Map.entry("NUMBER", NUMBER),
          Map.entry("SIGNED_NUMBER", "[+-]?" + NUMBER),
          Map.entry("ESCAPED_STRING", "\"(?:[^\"\\\\\\n]|\\\\[^\\n])*\""),
          Map.entry("LCASE_LETTER", "[a-z]"),
          Map.entry("UCASE_LETTER", "[A-Z]"),
          Map.entry("LETTER", "[a-zA-Z]"),
          Map.entry("WORD", "[a-zA-Z]+"),
          Map.entry("CNAME", "[_a-zA-Z][_a-zA-Z0-9]*"),
          Map.entry("WS_INLINE", "[ \\t]+"),
          Map.entry("WS", "[ \\t\\f\\r\\n]+"),
          Map.entry("CR", "\\r"),
          Map.entry("LF", "\\n"),
          Map.entry("NEWLINE", "(?:\\r?\\n)+"),
          Map.entry("SH_COMMENT", "#[^\\n]*"),
          Map.entry("CPP_COMMENT", "//[^\\n]*"),
          Map.entry("SQL_COMMENT", "--[^\\n]*"),
          Map.entry("C_COMMENT", "/\\*[^*]*\\*+(?:[^/*][^*]*\\*+)*/"));

  private CommonTerminals() {}

  /// Returns the regex of a terminal, or null where there is none of that name.
  static @Nullable String pattern(String name) {
    return PATTERNS.get(name);
  }
}
