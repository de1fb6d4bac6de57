package io.espalier.constrained;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;

/// Vocabularies small enough to check every token by hand.
final class SmallVocabulary {
  private SmallVocabulary() {}

  /// All single bytes, then the given words, then one end-of-sequence token.
  static Vocabulary of(List<String> words) {
    List<byte[]> tokens = new ArrayList<>();
    for (int b = 0; b < 256; b++) {
      tokens.add(new byte[] {(byte) b});
    }
    for (String word : words) {
      tokens.add(word.getBytes(StandardCharsets.UTF_8));
    }
    BitSet special = new BitSet();
    special.set(tokens.size());
    tokens.add("<end>".getBytes(StandardCharsets.UTF_8));
    return Vocabulary.of(tokens, special, tokens.size() - 1);
  }

  /// Adds random joins of the alphabet's characters, as a tokenizer's merges would be.
  static Vocabulary random(String alphabet, int count, Random random) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      StringBuilder word = new StringBuilder();
      int length = 2 + random.nextInt(4);
      for (int j = 0; j < length; j++) {
        word.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      words.add(word.toString());
    }
    return of(words);
  }

  /// Only texts over `alphabet`: each character, and random joins; then the end of sequence.
  static Vocabulary over(String alphabet, int count, Random random) {
    List<byte[]> tokens = new ArrayList<>();
    for (int i = 0; i < alphabet.length(); i++) {
      tokens.add(alphabet.substring(i, i + 1).getBytes(StandardCharsets.UTF_8));
    }
    for (int i = 0; i < count; i++) {
      StringBuilder word = new StringBuilder();
      int length = 2 + random.nextInt(4);
      for (int j = 0; j < length; j++) {
        word.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      tokens.add(word.toString().getBytes(StandardCharsets.UTF_8));
    }
    BitSet special = new BitSet();
    special.set(tokens.size());
    tokens.add("<end>".getBytes(StandardCharsets.UTF_8));
    return Vocabulary.of(tokens, special, tokens.size() - 1);
  }
}
