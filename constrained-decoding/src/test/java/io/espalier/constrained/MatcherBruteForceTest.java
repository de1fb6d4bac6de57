package io.espalier.constrained;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/// Masks against the plain twin: every token fed byte by byte.
final class MatcherBruteForceTest {
  private static final List<String> PATTERNS =
      List.of(
          "[a-c]{2,5}",
          "(ab|ba)*c?",
          "a(?!bc)[abc]*",
          "(a|b)+\\b c",
          "[^b]{1,4}",
          "(?:ab){1,3}|c+",
          "a.*b",
          "(?i)AbC*");

  @RepeatedTest(40)
  void maskHoldsExactlyTheTokensThatCanGoOn(RepetitionInfo info) {
    Random random = new Random(info.getCurrentRepetition());
    Vocabulary vocabulary = SmallVocabulary.random("abc \"", 60, random);
    String pattern = PATTERNS.get(random.nextInt(PATTERNS.size()));
    Constraint constraint =
        new ConstraintCompiler()
            .compile(new ConstraintSource.Regex(pattern, RegexDialect.RE2_FULL));
    Matcher matcher = constraint.bind(vocabulary).matcher();
    TokenMask mask = new TokenMask(vocabulary.size());
    for (int step = 0; step < 12; step++) {
      matcher.fillMask(mask);
      for (int token = 0; token < vocabulary.size(); token++) {
        Matcher twin = matcher.fork();
        assertThat(mask.contains(token)).isEqualTo(twin.accept(token));
      }
      assertThat(mask.contains(vocabulary.size() - 1)).isEqualTo(matcher.canEnd());
      int pick = mask.next(random.nextInt(vocabulary.size()));
      if (pick < 0) {
        pick = mask.next(0);
      }
      assertThat(pick).as("a live state always allows something").isNotNegative();
      assertThat(matcher.accept(pick)).isTrue();
      if (vocabulary.isEndOfSequence(pick)) {
        assertThat(matcher.isTerminated()).isTrue();
        return;
      }
      if (random.nextInt(4) == 0) {
        int back = random.nextInt(matcher.length() + 1);
        matcher.rollback(back);
      }
    }
  }

  @RepeatedTest(20)
  void aBudgetAlwaysLeavesAWayToFinish(RepetitionInfo info) {
    Random random = new Random(info.getCurrentRepetition());
    Vocabulary vocabulary = SmallVocabulary.random("abc", 60, random);
    Constraint constraint =
        new ConstraintCompiler()
            .compile(new ConstraintSource.Regex("[a-c]{3,}cab(a|b)*c", RegexDialect.RE2_FULL));
    Matcher matcher = constraint.bind(vocabulary).matcher();
    TokenMask mask = new TokenMask(vocabulary.size());
    for (int left = 12; left > 0; left--) {
      if (matcher.canEnd() && random.nextInt(3) == 0) {
        return;
      }
      matcher.fillMask(mask, left);
      int pick = mask.next(random.nextInt(vocabulary.size()));
      pick = pick < 0 ? mask.next(0) : pick;
      if (pick < 0 || vocabulary.isEndOfSequence(pick)) {
        break;
      }
      assertThat(matcher.accept(pick)).isTrue();
    }
    assertThat(matcher.canEnd()).isTrue();
  }

  @Test
  void forcedTokensAreTheCanonicalOnes() {
    Vocabulary vocabulary = SmallVocabulary.of(List.of("name", "na", "me"));
    Constraint constraint =
        new ConstraintCompiler().compile(new ConstraintSource.Choice(List.of("name=1", "name=2")));
    int[] forced =
        constraint.bind(vocabulary).matcher().forcedTokens(text -> new int[] {256, '=' & 255});
    assertThat(forced).containsExactly(256);
    assertThat(new String(vocabulary.bytes(256), StandardCharsets.UTF_8)).isEqualTo("name");
  }
}
