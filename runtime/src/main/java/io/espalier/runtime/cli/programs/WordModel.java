package io.espalier.runtime.cli.programs;

import io.espalier.runtime.tokenizer.Tokenizer;
import java.util.Random;

/// Texts of made-up words, of any length in tokens. The same seed gives the same texts.
///
/// Words are syllables strung together and are drawn by Zipf's law, as in real text.
final class WordModel {
  private static final String[] ONSETS = {
    "b", "br", "d", "dr", "f", "g", "gr", "h", "k", "l", "m", "n", "p", "r", "s", "st", "t", "tr",
    "v", "w"
  };
  private static final String[] VOWELS = {"a", "e", "i", "o", "u", "ai", "ea", "oo"};
  private static final String[] CODAS = {"", "", "n", "r", "l", "s", "t", "nd", "rk", "m"};
  private static final int WORDS = 600;
  private static final int WORDS_A_SENTENCE = 12;

  private final Tokenizer tokenizer;
  private final Random random;
  private final String[] words = new String[WORDS];
  private final int[] tokensOfWord = new int[WORDS];
  private final double[] cumulative = new double[WORDS];

  WordModel(Tokenizer tokenizer, long seed) {
    this.tokenizer = tokenizer;
    random = new Random(seed);
    double total = 0;
    for (int word = 0; word < WORDS; word++) {
      words[word] = syllables(1 + random.nextInt(2));
      tokensOfWord[word] = tokenizer.encode(" " + words[word]).length;
      total += 1.0 / (word + 3);
      cumulative[word] = total;
    }
  }

  /// Returns sentences of about so many tokens, never fewer than one word.
  String text(int tokens) {
    var text = new StringBuilder();
    int count = 0;
    int inSentence = 0;
    do {
      int word = word();
      boolean first = inSentence == 0;
      text.append(text.isEmpty() ? "" : " ").append(first ? capital(words[word]) : words[word]);
      count += tokensOfWord[word];
      inSentence++;
      if (inSentence == WORDS_A_SENTENCE) {
        text.append('.');
        count++;
        inSentence = 0;
      }
    } while (count < tokens);
    return text.toString();
  }

  /// Returns a few words that read like a name.
  String name() {
    return capital(words[word()]) + " " + capital(syllables(2));
  }

  /// Returns a whole number from a range, both ends included.
  int between(int low, int high) {
    return low + random.nextInt(high - low + 1);
  }

  /// Returns a number `0..count-1`, smaller ones more often: Zipf's law with exponent 1.
  int zipf(int count) {
    double total = 0;
    for (int index = 1; index <= count; index++) {
      total += 1.0 / index;
    }
    double drawn = random.nextDouble() * total;
    for (int index = 0; index < count; index++) {
      drawn -= 1.0 / (index + 1);
      if (drawn <= 0) {
        return index;
      }
    }
    return count - 1;
  }

  /// Returns how many tokens a text has by itself.
  int tokens(String text) {
    return tokenizer.encode(text).length;
  }

  private int word() {
    double drawn = random.nextDouble() * cumulative[WORDS - 1];
    int low = 0;
    int high = WORDS - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (cumulative[middle] < drawn) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private String syllables(int count) {
    var word = new StringBuilder();
    for (int index = 0; index < count; index++) {
      word.append(any(ONSETS)).append(any(VOWELS)).append(any(CODAS));
    }
    return word.toString();
  }

  private String any(String[] parts) {
    return parts[random.nextInt(parts.length)];
  }

  private static String capital(String word) {
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }
}
