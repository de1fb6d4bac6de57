package io.espalier.dsl.diagnostic;

/// A half-open range of UTF-16 offsets into a [SourceText]: `start` is the first character, `end`
/// the one after the last. An empty range is a place between two characters.
public record Span(int start, int end) {

  public Span {
    if (start < 0 || end < start) {
      throw new IllegalArgumentException(
          "span must satisfy 0 <= start <= end, got " + start + ".." + end);
    }
  }

  /// The empty range at `offset`.
  public static Span at(int offset) {
    return new Span(offset, offset);
  }

  /// The smallest range that holds both.
  public Span to(Span other) {
    return new Span(Math.min(start, other.start), Math.max(end, other.end));
  }

  /// Number of UTF-16 characters covered.
  public int length() {
    return end - start;
  }

  /// True if `offset` lies inside the range.
  public boolean contains(int offset) {
    return start <= offset && offset < end;
  }
}
