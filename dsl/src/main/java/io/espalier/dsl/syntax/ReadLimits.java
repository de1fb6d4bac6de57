package io.espalier.dsl.syntax;

/// What a text may cost. A text over a limit is answered with a diagnostic.
///
/// @param characters UTF-16 characters of a file
/// @param tokens tokens of a file
/// @param nesting brackets, braces and templates inside each other
/// @param depth height of a tree: brackets count, and so do the operators of `a + b + c` or `a.b.c`
/// @param templateParts parts of one string
/// @param diagnostics diagnostics reported for a file
public record ReadLimits(
    int characters, int tokens, int nesting, int depth, int templateParts, int diagnostics) {

  /// One mebibyte, 300,000 tokens, 100 levels, height 500, 10,000 parts, 50 diagnostics.
  public static final ReadLimits DEFAULT = new ReadLimits(1 << 20, 300_000, 100, 500, 10_000, 50);

  public ReadLimits {
    int least = Math.min(Math.min(characters, tokens), Math.min(nesting, depth));
    if (Math.min(least, Math.min(templateParts, diagnostics)) < 1) {
      throw new IllegalArgumentException("each read limit must be at least 1");
    }
    if (nesting > 200 || depth > 2000) {
      throw new IllegalArgumentException(
          "the reader recurses: nesting is at most 200 and depth at most 2000, got "
              + nesting
              + " and "
              + depth);
    }
  }
}
