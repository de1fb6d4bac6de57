package io.espalier.runtime.cli.speed;

import io.espalier.constrained.Vocabulary;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// Makes vocabularies of any size for models without a tokenizer: the bytes, pieces of JSON,
/// numbers, and words in the proportions of a byte-pair tokenizer of English, made up.
final class RandomVocabulary {
  private static final String LETTERS = "eeeetttaaaoooiiinnnssshhrrrddlllucmfwypvbgkjqxz";

  private static final List<String> PIECES =
      List.of(
          "{\"", "\":", "\": ", "\": \"", "\",", "\", ", "\", \"", "\"}", "},", "}, {", "\"],",
          "[\"", "\": [", "]}", "\"]", "true", "false", "null", ", \"", "\":{\"", "}\n", "\"}\n");

  private RandomVocabulary() {}

  /// Returns a vocabulary of `size` tokens, from 257 on; token 256 ends a text.
  static Vocabulary of(int size) {
    List<byte[]> tokens = new ArrayList<>(size);
    for (int value = 0; value < 256; value++) {
      tokens.add(new byte[] {(byte) value});
    }
    tokens.add("<|end|>".getBytes(StandardCharsets.US_ASCII));
    Set<String> texts = new LinkedHashSet<>(PIECES);
    for (int number = 10; number < 1000; number++) {
      texts.add(Integer.toString(number));
    }
    Random random = new Random(7);
    while (texts.size() < size - tokens.size()) {
      texts.add(word(random));
    }
    texts.stream()
        .limit(size - tokens.size())
        .forEach(text -> tokens.add(text.getBytes(StandardCharsets.US_ASCII)));
    BitSet special = new BitSet();
    special.set(256);
    return Vocabulary.of(tokens, special, 256);
  }

  /// Two to eleven letters, often after a space, sometimes with a capital.
  private static String word(Random random) {
    var word = new StringBuilder();
    if (random.nextInt(5) < 3) {
      word.append(' ');
    }
    int length = 2 + random.nextInt(5) + random.nextInt(6);
    for (int i = 0; i < length; i++) {
      char letter = LETTERS.charAt(random.nextInt(LETTERS.length()));
      word.append(i == 0 && random.nextInt(4) == 0 ? Character.toUpperCase(letter) : letter);
    }
    return word.toString();
  }
}
