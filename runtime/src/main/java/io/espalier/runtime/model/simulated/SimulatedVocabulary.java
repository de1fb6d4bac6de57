package io.espalier.runtime.model.simulated;

import io.espalier.constrained.CanonicalTokenizer;
import io.espalier.constrained.Vocabulary;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A vocabulary without a file: the 256 bytes, an end and a start token, then pieces of two and
/// three letters.
///
/// Its canonical tokenization takes the longest piece at every place. Immutable.
public final class SimulatedVocabulary implements CanonicalTokenizer {
  /// The token that ends a completion.
  public static final int END = 256;

  /// The token that begins a sequence.
  public static final int START = 257;

  private static final int FIRST_PIECE = 258;
  private static final int LONGEST_PIECE = 3;
  private static final String LETTERS = "etaoinshrdlucmfwypvbgkjqxz";

  private final Vocabulary vocabulary;
  private final Map<String, Integer> pieces = new HashMap<>();

  /// Creates a vocabulary of `size` tokens.
  ///
  /// @param size at least 258, at most 18,000
  public SimulatedVocabulary(int size) {
    if (size < FIRST_PIECE || size > 18_000) {
      throw new IllegalArgumentException("size is %d; allowed: 258 to 18000".formatted(size));
    }
    List<byte[]> tokens = new ArrayList<>(size);
    for (int value = 0; value < 256; value++) {
      tokens.add(new byte[] {(byte) value});
    }
    tokens.add("<|end|>".getBytes(StandardCharsets.US_ASCII));
    tokens.add("<|start|>".getBytes(StandardCharsets.US_ASCII));
    int letters = LETTERS.length();
    for (int number = 0; tokens.size() < size; number++) {
      String piece =
          number < letters * letters
              ? letter(number / letters) + letter(number)
              : letter(number / letters / letters) + letter(number / letters) + letter(number);
      pieces.put(piece, tokens.size());
      tokens.add(piece.getBytes(StandardCharsets.US_ASCII));
    }
    BitSet special = new BitSet();
    special.set(END, FIRST_PIECE);
    vocabulary = Vocabulary.of(tokens, special, END);
  }

  /// Returns the tokens with what masks need.
  public Vocabulary vocabulary() {
    return vocabulary;
  }

  /// Returns the canonical tokens of a text.
  public int[] tokenize(String text) {
    return tokenize(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public int[] tokenize(byte[] text) {
    int[] tokens = new int[text.length];
    int count = 0;
    int at = 0;
    while (at < text.length) {
      int length = Math.min(LONGEST_PIECE, text.length - at);
      Integer piece = null;
      for (; length > 1; length--) {
        piece = pieces.get(new String(text, at, length, StandardCharsets.ISO_8859_1));
        if (piece != null) {
          break;
        }
      }
      tokens[count++] = piece == null ? text[at] & 255 : piece;
      at += length;
    }
    return Arrays.copyOf(tokens, count);
  }

  /// Returns the bytes of tokens, special ones left out, one after the other.
  public byte[] bytes(int[] tokens, int length) {
    var bytes = new ByteArrayOutputStream();
    for (int index = 0; index < length; index++) {
      if (!vocabulary.isSpecial(tokens[index])) {
        bytes.writeBytes(vocabulary.bytes(tokens[index]));
      }
    }
    return bytes.toByteArray();
  }

  private static String letter(int number) {
    return LETTERS.substring(number % LETTERS.length(), number % LETTERS.length() + 1);
  }
}
