package io.espalier.constrained;

import io.espalier.constrained.mask.Slices;
import io.espalier.constrained.mask.TokenTrie;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The tokens of a model as bytes, with what masks need to be computed from them. Immutable; make
/// one per model and share it. Building costs a sort of the tokens (about a tenth of a second for
/// 128,000).
public final class Vocabulary {
  private final byte[] bytes;
  private final int[] offsets;
  private final BitSet special;
  private final int[] endOfSequence;
  private final Map<String, Integer> specialNames;
  private final TokenTrie trie;
  private final Slices slices;

  private Vocabulary(List<byte[]> tokens, BitSet special, int[] endOfSequence) {
    this.offsets = new int[tokens.size() + 1];
    for (int i = 0; i < tokens.size(); i++) {
      offsets[i + 1] = offsets[i] + tokens.get(i).length;
    }
    this.bytes = new byte[offsets[tokens.size()]];
    this.special = (BitSet) special.clone();
    this.endOfSequence = endOfSequence.clone();
    this.specialNames = new HashMap<>();
    for (int i = 0; i < tokens.size(); i++) {
      System.arraycopy(tokens.get(i), 0, bytes, offsets[i], tokens.get(i).length);
      if (special.get(i)) {
        specialNames.putIfAbsent(new String(tokens.get(i), StandardCharsets.UTF_8), i);
      }
    }
    this.trie = TokenTrie.build(this);
    this.slices = new Slices(trie, size());
  }

  /// Makes a vocabulary.
  ///
  /// @param tokens the bytes of each token by id; empty for ids that are not used
  /// @param special ids of control tokens: no text contains them, only a grammar that names them
  /// @param endOfSequence ids that end a completion; at least one
  public static Vocabulary of(List<byte[]> tokens, BitSet special, int... endOfSequence) {
    if (tokens.isEmpty()) {
      throw new IllegalArgumentException("a vocabulary needs at least one token");
    }
    if (endOfSequence.length == 0) {
      throw new IllegalArgumentException("a vocabulary needs at least one end-of-sequence id");
    }
    for (int id : endOfSequence) {
      if (id < 0 || id >= tokens.size()) {
        throw new IllegalArgumentException(
            "end-of-sequence id " + id + " is not below the vocabulary's size " + tokens.size());
      }
    }
    return new Vocabulary(tokens, special, endOfSequence);
  }

  /// Returns the number of token ids.
  public int size() {
    return offsets.length - 1;
  }

  /// Returns a copy of the bytes of `token`.
  public byte[] bytes(int token) {
    return Arrays.copyOfRange(bytes, offsets[token], offsets[token + 1]);
  }

  /// Returns the number of bytes of `token`.
  public int length(int token) {
    return offsets[token + 1] - offsets[token];
  }

  /// Returns byte `i` of `token` as 0..255, without copying.
  public int byteAt(int token, int i) {
    return bytes[offsets[token] + i] & 255;
  }

  /// Tells whether `token` is a control token.
  public boolean isSpecial(int token) {
    return special.get(token);
  }

  /// Tells whether `token` ends a completion.
  public boolean isEndOfSequence(int token) {
    for (int id : endOfSequence) {
      if (id == token) {
        return true;
      }
    }
    return false;
  }

  /// Returns the ids that end a completion.
  public int[] endOfSequence() {
    return endOfSequence.clone();
  }

  /// Returns the id of the control token written `name`, or -1.
  public int special(String name) {
    return specialNames.getOrDefault(name, -1);
  }

  /// Returns the tokens as a trie over bytes, shared by every mask.
  public TokenTrie trie() {
    return trie;
  }

  /// Returns the summaries that grammars share.
  public Slices slices() {
    return slices;
  }
}
