package io.espalier.cache.host;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A page of tokens behind another one. It has a place, or is there for the sake of those behind
/// it.
final class HostPage {
  static final int NO_PLACE = -1;

  /// The tokens of a page, as a key.
  @SuppressWarnings("ArrayRecordComponent") // compared by content below
  record Tokens(int[] values) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Tokens(int[] others) && Arrays.equals(values, others);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(values);
    }
  }

  final @Nullable HostPage parent;
  final Tokens tokens;

  /// The namespace of a root, empty elsewhere.
  final String namespace;

  final Map<Tokens, HostPage> children = HashMap.newHashMap(1);
  int place = NO_PLACE;

  /// What the bytes must sum up to before they are used, or -1 where they are known to be good.
  long checksum = -1;

  /// Neighbours in the order of use, while there is a place.
  @Nullable HostPage older;

  @Nullable HostPage newer;

  HostPage(@Nullable HostPage parent, Tokens tokens, String namespace) {
    this.parent = parent;
    this.tokens = tokens;
    this.namespace = namespace;
  }
}
