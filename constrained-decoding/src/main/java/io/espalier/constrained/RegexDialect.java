package io.espalier.constrained;

/// How a regex is written and what of the text it must match.
public enum RegexDialect {
  /// RE2 syntax; the whole text must match. The language's `r"…"` literals.
  RE2_FULL,
  /// RE2 syntax; some part of the text must match.
  RE2_SEARCH,
  /// ECMA-262 syntax (with or without the `u` flag); the whole text must match.
  ECMA_FULL,
  /// ECMA-262 syntax; some part of the text must match. JSON Schema's `pattern`.
  ECMA_SEARCH,
  /// Rust `regex` syntax (classes are Unicode, set operations in brackets); the whole text.
  RUST_FULL;

  /// Tells whether a part of the text is enough.
  public boolean search() {
    return this == RE2_SEARCH || this == ECMA_SEARCH;
  }

  /// Tells whether the syntax is ECMA-262's.
  public boolean ecma() {
    return this == ECMA_FULL || this == ECMA_SEARCH;
  }
}
