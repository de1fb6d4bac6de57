package io.espalier.runtime.tokenizer;

import java.util.Map;

/// Byte-pair encoding over characters with bytes as the last resort (SentencePiece's BPE; Llama 2,
/// Mistral, Gemma).
///
/// Symbols are token ids. A character that occurs inside tokens without being a token itself has a
/// symbol at or above the vocabulary's size, which takes part in merges; any other unknown
/// character is -1, which never merges. What is not a token at the end is written in byte tokens,
/// or else as the unknown token (a run of them as one if `fuse`). Immutable.
final class CharacterBpe implements TokenModel {
  private final int vocabularySize;
  private final MergeTable merges;
  private final Map<Integer, Integer> symbolOfCharacter;
  private final int[] asciiSymbols = new int[128];
  private final int[] byteTokens;
  private final int unknown;
  private final boolean fuse;

  /// `byteTokens` has 256 ids, or -1 where the vocabulary lacks the byte; `unknown` is an id or -1.
  CharacterBpe(
      int vocabularySize,
      MergeTable merges,
      Map<Integer, Integer> symbolOfCharacter,
      int[] byteTokens,
      int unknown,
      boolean fuse) {
    this.vocabularySize = vocabularySize;
    this.merges = merges;
    this.symbolOfCharacter = Map.copyOf(symbolOfCharacter);
    this.byteTokens = byteTokens.clone();
    this.unknown = unknown;
    this.fuse = fuse;
    for (int c = 0; c < 128; c++) {
      asciiSymbols[c] = symbolOfCharacter.getOrDefault(c, -1);
    }
  }

  @Override
  public Worker worker() {
    return new CharacterWorker();
  }

  private final class CharacterWorker implements Worker {
    private final PairMerger merger = new PairMerger(merges);
    private final byte[] utf8 = new byte[4];

    @Override
    public void encode(int[] points, int from, int to, TokenBuffer tokens) {
      int length = to - from;
      merger.reserve(length);
      for (int i = 0; i < length; i++) {
        int point = points[from + i];
        merger.symbols[i] =
            point < 128 ? asciiSymbols[point] : symbolOfCharacter.getOrDefault(point, -1);
        merger.starts[i] = from + i;
      }
      int count = merger.merge(length);
      boolean afterUnknown = false;
      for (int i = 0; i < count; i++) {
        int symbol = merger.symbols[i];
        if (symbol >= 0 && symbol < vocabularySize) {
          tokens.add(symbol);
          afterUnknown = false;
        } else {
          afterUnknown = writeUnknown(points[merger.starts[i]], afterUnknown, tokens);
        }
      }
    }

    private boolean writeUnknown(int point, boolean afterUnknown, TokenBuffer tokens) {
      return ByteFallback.write(point, byteTokens, unknown, fuse && afterUnknown, utf8, tokens);
    }
  }
}
