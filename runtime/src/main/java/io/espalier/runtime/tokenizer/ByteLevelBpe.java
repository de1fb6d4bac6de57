package io.espalier.runtime.tokenizer;

/// Byte-pair encoding over the bytes of UTF-8 (GPT-2 and its descendants). Immutable but for the
/// cache of words.
///
/// Each byte is a symbol at the start. With `wholeFirst` (`ignore_merges` in files) a piece that is
/// a token as it stands becomes that token even where the merges would not lead to it.
final class ByteLevelBpe implements TokenModel {
  private final TokenTable table;
  private final MergeTable merges;
  private final boolean wholeFirst;
  private final int unknown;
  private final int[] byteTokens = new int[256];
  private final WordCache cache = new WordCache();

  /// `unknown` is the token for bytes outside the vocabulary, or -1.
  ByteLevelBpe(TokenTable table, MergeTable merges, boolean wholeFirst, int unknown) {
    this.table = table;
    this.merges = merges;
    this.wholeFirst = wholeFirst;
    this.unknown = unknown;
    for (int b = 0; b < 256; b++) {
      byteTokens[b] = table.find(new byte[] {(byte) b}, 0, 1);
    }
  }

  @Override
  public Worker worker() {
    return new ByteWorker();
  }

  private final class ByteWorker implements Worker {
    private final PairMerger merger = new PairMerger(merges);
    private byte[] bytes = new byte[256];

    @Override
    public void encode(int[] points, int from, int to, TokenBuffer tokens) {
      boolean cached = to - from <= WordCache.MAX_LENGTH;
      if (cached) {
        int[] known = cache.find(points, from, to);
        if (known != null) {
          tokens.addAll(known);
          return;
        }
      }
      int first = tokens.size();
      merge(points, from, to, tokens);
      if (cached) {
        cache.put(points, from, to, tokens.toArray(first));
      }
    }

    private void merge(int[] points, int from, int to, TokenBuffer tokens) {
      if (bytes.length < 4 * (to - from)) {
        bytes = new byte[4 * (to - from)];
      }
      int length = 0;
      for (int i = from; i < to; i++) {
        length = CodePoints.putUtf8(points[i], bytes, length);
      }
      if (wholeFirst) {
        int whole = table.find(bytes, 0, length);
        if (whole >= 0) {
          tokens.add(whole);
          return;
        }
      }
      merger.reserve(length);
      for (int i = 0; i < length; i++) {
        merger.symbols[i] = byteTokens[bytes[i] & 0xFF];
        merger.starts[i] = i;
      }
      int count = merger.merge(length);
      for (int i = 0; i < count; i++) {
        int token = merger.symbols[i] >= 0 ? merger.symbols[i] : unknown;
        if (token < 0) {
          throw new TokenizerException.Unencodable(
              "byte 0x%02X".formatted(bytes[merger.starts[i]] & 0xFF));
        }
        tokens.add(token);
      }
    }
  }
}
