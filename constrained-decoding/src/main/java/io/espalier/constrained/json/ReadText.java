package io.espalier.constrained.json;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Bytes read so far, as a list that shares its beginning with every text it goes on from: a text
/// of n bytes costs n small objects, however many states along it are kept. Immutable.
final class ReadText {
  /// No byte.
  static final ReadText EMPTY = new ReadText(null, (byte) 0, 0, 1);

  private final @Nullable ReadText before;
  private final byte last;
  private final int length;
  private final int hash;

  private ReadText(@Nullable ReadText before, byte last, int length, int hash) {
    this.before = before;
    this.last = last;
    this.length = length;
    this.hash = hash;
  }

  /// Returns the text with one more byte.
  ReadText then(int b) {
    return new ReadText(this, (byte) b, length + 1, hash * 31 + b);
  }

  /// Returns the characters of the text followed by `bytes[from..to)`.
  String with(byte[] bytes, int from, int to) {
    byte[] all = new byte[length + to - from];
    ReadText rest = this;
    for (int i = length - 1; i >= 0 && rest != null; i--) {
      all[i] = rest.last;
      rest = rest.before;
    }
    System.arraycopy(bytes, from, all, length, to - from);
    return new String(all, StandardCharsets.UTF_8);
  }

  /// Texts are mostly equal by being the same: states are interned, and so are their beginnings.
  @Override
  @SuppressWarnings("ReferenceEquality")
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof ReadText text) || length != text.length || hash != text.hash) {
      return false;
    }
    ReadText a = this;
    ReadText b = text;
    while (a != b && a != null && b != null) {
      if (a.last != b.last) {
        return false;
      }
      a = a.before;
      b = b.before;
    }
    return true;
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
