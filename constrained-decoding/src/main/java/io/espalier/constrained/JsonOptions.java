package io.espalier.constrained;

/// How JSON under a schema may be written.
///
/// @param whitespace most whitespace characters at each place where JSON allows them; 0 = compact,
///   -1 = without bound
/// @param fixedOrder whether members come in the order of declaration (declared first, then others)
/// @param canonical whether values are written in one way: no exponent, no `-0`, at most 18 digits
///   before and 6 after the point, escapes only where needed
/// @param assertFormats whether `format` restricts strings; unknown formats never do
/// @param maxStringLength bound, in characters, on strings whose schema has none; -1 = none
/// @param maxItems bound on arrays and on objects' free keys whose schema has none; -1 = none
/// @param maxNesting depth beyond which arrays and objects are avoided where the schema lets them;
///   -1 = none
public record JsonOptions(
    int whitespace,
    boolean fixedOrder,
    boolean canonical,
    boolean assertFormats,
    int maxStringLength,
    int maxItems,
    int maxNesting) {
  /// For generating: compact, members in order, everything bounded so that a text always ends.
  public static final JsonOptions GENERATION = new JsonOptions(0, true, true, true, 4096, 256, 16);

  /// Every text the schema allows: any whitespace, order, number form and length.
  public static final JsonOptions ANY = new JsonOptions(-1, false, false, true, -1, -1, -1);

  /// Checks that every bound is -1 or more.
  public JsonOptions {
    if (whitespace < -1 || maxStringLength < -1 || maxItems < -1 || maxNesting < -1) {
      throw new IllegalArgumentException(
          "bounds are -1 (none) or more: "
              + whitespace
              + ", "
              + maxStringLength
              + ", "
              + maxItems
              + ", "
              + maxNesting);
    }
  }

  /// Returns these options with another bound on whitespace.
  public JsonOptions withWhitespace(int most) {
    return new JsonOptions(
        most, fixedOrder, canonical, assertFormats, maxStringLength, maxItems, maxNesting);
  }

  /// Returns these options with members in declaration order, or in any.
  public JsonOptions withFixedOrder(boolean fixed) {
    return new JsonOptions(
        whitespace, fixed, canonical, assertFormats, maxStringLength, maxItems, maxNesting);
  }

  /// Returns these options with `format` as a restriction, or as an annotation.
  public JsonOptions withAssertFormats(boolean asserted) {
    return new JsonOptions(
        whitespace, fixedOrder, canonical, asserted, maxStringLength, maxItems, maxNesting);
  }
}
