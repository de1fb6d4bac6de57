package io.espalier.runtime.tokenizer;

import java.util.Arrays;
import java.util.List;

/// The tokens by id: their bytes and kinds, and the way back from bytes to a normal token.
/// Immutable.
///
/// All bytes lie in one array; token `id` is `bytes[offsets[id], offsets[id + 1])`. The index is
/// open addressing over ids, at most half full.
final class TokenTable {
  /// More tokens than any published vocabulary has, and few enough to hold.
  static final int MAX_TOKENS = 4_000_000;

  static final int MAX_TOKEN_BYTES = 1 << 16;
  static final long MAX_TOTAL_BYTES = 1 << 28;

  private final byte[] bytes;
  private final int[] offsets;
  private final TokenKind[] kinds;
  private final int[] index;

  private TokenTable(byte[] bytes, int[] offsets, TokenKind[] kinds) {
    this.bytes = bytes;
    this.offsets = offsets;
    this.kinds = kinds;
    int capacity = Integer.highestOneBit(Math.max(8, kinds.length * 2)) * 2;
    index = new int[capacity];
    Arrays.fill(index, -1);
    for (int id = 0; id < kinds.length; id++) {
      if (kinds[id] == TokenKind.NORMAL) {
        insert(id);
      }
    }
  }

  static TokenTable of(String source, List<byte[]> tokens, TokenKind[] kinds) {
    if (tokens.size() != kinds.length || kinds.length == 0 || kinds.length > MAX_TOKENS) {
      throw new TokenizerException.Invalid(
          source, "%,d tokens and %,d kinds".formatted(tokens.size(), kinds.length));
    }
    int[] offsets = new int[kinds.length + 1];
    long total = 0;
    for (int id = 0; id < kinds.length; id++) {
      int length = tokens.get(id).length;
      total += length;
      if (length > MAX_TOKEN_BYTES || total > MAX_TOTAL_BYTES) {
        throw new TokenizerException.Invalid(
            source, "token %d of %,d bytes; %,d bytes so far".formatted(id, length, total));
      }
      offsets[id + 1] = (int) total;
    }
    byte[] bytes = new byte[(int) total];
    for (int id = 0; id < kinds.length; id++) {
      byte[] token = tokens.get(id);
      System.arraycopy(token, 0, bytes, offsets[id], token.length);
    }
    return new TokenTable(bytes, offsets, kinds.clone());
  }

  int size() {
    return kinds.length;
  }

  TokenKind kind(int id) {
    return kinds[id];
  }

  byte[] bytes(int id) {
    return Arrays.copyOfRange(bytes, offsets[id], offsets[id + 1]);
  }

  int length(int id) {
    return offsets[id + 1] - offsets[id];
  }

  /// Copies the bytes of token `id` to `target[at...]`, which is large enough, and returns the
  /// index behind them.
  int copy(int id, byte[] target, int at) {
    int length = length(id);
    System.arraycopy(bytes, offsets[id], target, at, length);
    return at + length;
  }

  /// The lowest id of a normal token with exactly these bytes, or -1.
  int find(byte[] text, int from, int to) {
    int mask = index.length - 1;
    for (int i = hash(text, from, to) & mask; index[i] >= 0; i = i + 1 & mask) {
      int id = index[i];
      if (Arrays.equals(bytes, offsets[id], offsets[id + 1], text, from, to)) {
        return id;
      }
    }
    return -1;
  }

  private void insert(int id) {
    int mask = index.length - 1;
    int i = hash(bytes, offsets[id], offsets[id + 1]) & mask;
    while (index[i] >= 0) {
      int other = index[i];
      if (Arrays.equals(
          bytes, offsets[id], offsets[id + 1], bytes, offsets[other], offsets[other + 1])) {
        return;
      }
      i = i + 1 & mask;
    }
    index[i] = id;
  }

  private static int hash(byte[] text, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = hash * 31 + text[i];
    }
    return spread(hash);
  }

  static int spread(int hash) {
    int mixed = hash * 0x9E3779B9;
    return mixed ^ mixed >>> 15;
  }
}
