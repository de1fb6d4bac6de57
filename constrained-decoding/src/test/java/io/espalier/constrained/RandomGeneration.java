package io.espalier.constrained;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Generates under a constraint from random logits: every step draws a random token of the mask.
final class RandomGeneration {
  /// Some draws in a row are left wholly to chance; afterwards the budget asks for the end.
  private static final int FREE_STEPS = 60;

  private static final int STEPS_TO_SPARE = 64;

  private final Vocabulary vocabulary;
  private final TokenMask mask;
  private final int quote;
  private int late;

  RandomGeneration(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
    this.mask = new TokenMask(vocabulary.size());
    int found = -1;
    for (int token = 0; token < vocabulary.size() && found < 0; token++) {
      if (!vocabulary.isSpecial(token)
          && vocabulary.length(token) == 1
          && vocabulary.byteAt(token, 0) == '"') {
        found = token;
      }
    }
    this.quote = found;
  }

  /// Returns the text of one generation; null where it went 64 tokens beyond its budget. Throws
  /// where the masks come to a dead end.
  @Nullable String text(BoundConstraint bound, Random random) {
    Matcher matcher = bound.matcher();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int free = random.nextInt(FREE_STEPS);
    int left = Integer.MAX_VALUE;
    for (int step = 0; ; step++) {
      if (step == free) {
        left = matcher.tokensToEnd() + random.nextInt(STEPS_TO_SPARE);
      }
      if (step < free) {
        matcher.fillMask(mask);
      } else {
        matcher.fillMask(mask, left--);
      }
      int token = draw(random);
      if (token < 0) {
        throw new AssertionError("dead end after " + out.toString(StandardCharsets.UTF_8));
      }
      if (left < -STEPS_TO_SPARE) {
        late++;
        return null;
      }
      if (!matcher.accept(token)) {
        throw new AssertionError(
            "the mask holds '"
                + new String(vocabulary.bytes(token), StandardCharsets.UTF_8)
                + "', which is not accepted after "
                + out.toString(StandardCharsets.UTF_8));
      }
      if (vocabulary.isEndOfSequence(token)) {
        return out.toString(StandardCharsets.UTF_8);
      }
      out.writeBytes(vocabulary.bytes(token));
    }
  }

  /// Returns how many texts took more than 64 tokens beyond their budget.
  int late() {
    return late;
  }

  /// Strings would be long: one draw in eight takes the quote where it may stand.
  private int draw(Random random) {
    if (quote >= 0 && mask.contains(quote) && random.nextInt(8) == 0) {
      return quote;
    }
    int token = mask.next(random.nextInt(vocabulary.size()));
    return token < 0 ? mask.next(0) : token;
  }
}
