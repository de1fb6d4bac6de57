package io.espalier.dsl.syntax;

import java.util.Map;

/// Words of other languages and what this one says instead.
final class ForeignWords {
  private static final Map<String, String> HINTS =
      Map.ofEntries(
          Map.entry("and", "write '&&'"),
          Map.entry("or", "write '||'"),
          Map.entry("not", "write '!'"),
          Map.entry("elif", "write 'else if'"),
          Map.entry("elseif", "write 'else if'"),
          Map.entry("while", "every loop is bounded: write 'loop max 8 { … if done { break } }'"),
          Map.entry("do", "every loop is bounded: write 'loop max 8 { … }'"),
          Map.entry("foreach", "write 'for x in xs { … }'"),
          Map.entry("continue", "put the rest of the round into an 'if'"),
          Map.entry("var", "variables do not change: write 'let name = value'"),
          Map.entry("val", "write 'let name = value'"),
          Map.entry("const", "write 'let name = value'"),
          Map.entry("def", "write 'fn name(a: T) -> R = value' or 'prompt name(a: T) -> R { … }'"),
          Map.entry("func", "write 'fn name(a: T) -> R = value' or 'prompt name(a: T) -> R { … }'"),
          Map.entry(
              "function", "write 'fn name(a: T) -> R = value' or 'prompt name(a: T) -> R { … }'"),
          Map.entry("class", "write 'record Name { field: type }'"),
          Map.entry("struct", "write 'record Name { field: type }'"),
          Map.entry("interface", "write 'union Name = A | B'"),
          Map.entry("switch", "write 'match value { case pattern -> … }'"),
          Map.entry("when", "write 'match value { case pattern -> … }'"),
          Map.entry("default", "write 'case _ -> …'"),
          Map.entry("print", "a program writes by its result: use 'return'"),
          Map.entry(
              "await", "forks run in parallel and join by themselves: write 'fork x in xs { … }'"),
          Map.entry(
              "async", "forks run in parallel and join by themselves: write 'fork x in xs { … }'"),
          Map.entry("try", "a generation that may fail has the type 'T?' or the option 'retry'"),
          Map.entry("of", "write 'in'"));

  private ForeignWords() {}

  /// What to write instead of `word`; empty if it is nobody's keyword.
  static String hint(String word) {
    return HINTS.getOrDefault(word, "");
  }
}
