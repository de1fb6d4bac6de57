package io.espalier.constrained;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.TreeSet;

/// The plain twin of every mask: a list of all words. A token is allowed exactly when some word
/// goes on with it.
final class PrefixOracle {
  private final TreeSet<String> words;
  private final int longest;
  private final Promise promise;
  private int decided;
  private int open;

  /// What a constraint promises of the tokens it allows.
  enum Promise {
    /// Each can be finished within the distance stated.
    DISTANCE,
    /// Each can be finished.
    COMPLETION,
    /// Nothing; only that no good token is missing and that the end is right.
    NOTHING
  }

  /// `words` are all words of at most `longest` bytes, each byte a char.
  PrefixOracle(Iterable<String> words, int longest, Promise promise) {
    this.promise = promise;
    this.words = new TreeSet<>();
    words.forEach(this.words::add);
    this.longest = longest;
  }

  /// Returns the share of the allowed tokens whose completion lay within the listed lengths.
  double shareDecided() {
    return decided + open == 0 ? 1 : (double) decided / (decided + open);
  }

  private boolean goesOn(String prefix, int within) {
    for (String word = words.ceiling(prefix);
        word != null && word.startsWith(prefix);
        word = words.higher(word)) {
      if (word.length() <= within) {
        return true;
      }
    }
    return false;
  }

  /// Follows random sequences of tokens and compares the whole mask at each prefix.
  void check(Constraint constraint, Vocabulary vocabulary, Random random, int walks, String name) {
    if (constraint.isEmpty()) {
      assertThat(words).as(name).isEmpty();
      return;
    }
    BoundConstraint bound = constraint.bind(vocabulary);
    for (int i = 0; i < walks; i++) {
      walk(bound.matcher(), vocabulary, random, name);
    }
  }

  private void walk(Matcher matcher, Vocabulary vocabulary, Random random, String name) {
    TokenMask mask = new TokenMask(vocabulary.size());
    String text = "";
    while (text.length() < longest) {
      matcher.fillMask(mask);
      compare(matcher, mask, vocabulary, text, name);
      int pick = pick(mask, vocabulary, random, text);
      if (pick < 0) {
        return;
      }
      assertThat(matcher.accept(pick)).isTrue();
      text += new String(vocabulary.bytes(pick), StandardCharsets.ISO_8859_1);
    }
  }

  private int pick(TokenMask mask, Vocabulary vocabulary, Random random, String text) {
    int start = random.nextInt(vocabulary.size());
    for (int i = 0; i < vocabulary.size(); i++) {
      int token = (start + i) % vocabulary.size();
      if (mask.contains(token)
          && !vocabulary.isEndOfSequence(token)
          && goesOn(text + latin(vocabulary, token), longest)) {
        return token;
      }
    }
    return -1;
  }

  private static String latin(Vocabulary vocabulary, int token) {
    return new String(vocabulary.bytes(token), StandardCharsets.ISO_8859_1);
  }

  private void compare(
      Matcher matcher, TokenMask mask, Vocabulary vocabulary, String text, String name) {
    for (int token = 0; token < vocabulary.size(); token++) {
      boolean allowed = mask.contains(token);
      if (vocabulary.isEndOfSequence(token)) {
        assertThat(allowed)
            .as("%s: may end after '%s'", name, text)
            .isEqualTo(words.contains(text));
        continue;
      }
      String after = text + latin(vocabulary, token);
      Matcher fork = matcher.fork();
      if (fork.accept(token) != allowed) {
        throw new AssertionError(name + ": mask and accept differ on '" + after + "'");
      }
      if (!allowed) {
        assertThat(goesOn(after, longest)).as("%s: too tight at '%s'", name, after).isFalse();
      } else if (promise != Promise.NOTHING && after.length() + fork.tokensToEnd() <= longest) {
        decided++;
        int within = promise == Promise.DISTANCE ? after.length() + fork.tokensToEnd() : longest;
        assertThat(goesOn(after, within)).as("%s: too loose at '%s'", name, after).isTrue();
      } else {
        open++;
      }
    }
  }
}
