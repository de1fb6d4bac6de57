package io.espalier.constrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

final class GrammarConstraintTest {
  private static final String SUMS =
      """
      # left-recursive, with a rule in brackets
      root ::= sum
      sum ::= sum "+" item | item
      item ::= [0-9]+ | "(" sum ")"
      """;

  private static Constraint compile(String grammar) {
    return new ConstraintCompiler().compile(new ConstraintSource.Ebnf(grammar));
  }

  @Test
  void leftRecursionAndNestingAreParsed() {
    Constraint sums = compile(SUMS);
    assertThat(sums.matches("1+(22+3)+((4))")).isTrue();
    assertThat(sums.matches("1+")).isFalse();
    assertThat(sums.matches("(1")).isFalse();
    assertThat(sums.minimumBytes()).hasValue(1);
  }

  @Test
  void ambiguousAndEmptyRulesAreParsed() {
    Constraint ambiguous = compile("root ::= root root | \"a\" | \"\"");
    assertThat(ambiguous.matches("")).isTrue();
    assertThat(ambiguous.matches("a".repeat(40))).isTrue();
    assertThat(ambiguous.matches("ab")).isFalse();
    Constraint palindrome = compile("root ::= \"a\" root \"a\" | \"b\" root \"b\" | \"\"");
    assertThat(palindrome.matches("abba")).isTrue();
    assertThat(palindrome.matches("abab")).isFalse();
  }

  @Test
  void rulesWithoutRecursionBecomeARegex() {
    Constraint hex = compile("root ::= (\"0x\" [A-F0-9]{2} \" \"?){3,5}");
    assertThat(hex.matches("0xFF 0x12 0xAB")).isTrue();
    assertThat(hex.matches("0xFF 0x12")).isFalse();
  }

  @Test
  void aRuleThatNeverEndsIsEmpty() {
    assertThat(compile("root ::= \"a\" root").isEmpty()).isTrue();
    assertThat(compile("root ::= \"a\" root | \"b\"").matches("aab")).isTrue();
  }

  @Test
  void mistakesAreNamedWithTheirPlace() {
    assertThatThrownBy(() -> compile("root ::= other")).hasMessageContaining("no rule 'other'");
    assertThatThrownBy(() -> compile("root ::= \"a")).hasMessageContaining("@9");
    assertThatThrownBy(() -> compile("root ::= " + "(".repeat(60_000)))
        .isInstanceOfSatisfying(
            ConstraintException.class,
            e -> assertThat(e.code()).isEqualTo(ConstraintError.TOO_DEEP));
  }

  @RepeatedTest(20)
  void maskHoldsExactlyTheTokensThatCanGoOnAndGenerationEnds(RepetitionInfo info) {
    Random random = new Random(info.getCurrentRepetition());
    Vocabulary vocabulary = SmallVocabulary.random("01+()", 80, random);
    Matcher matcher = compile(SUMS).bind(vocabulary).matcher();
    TokenMask mask = new TokenMask(vocabulary.size());
    for (int left = 30; left > 0; left--) {
      matcher.fillMask(mask);
      for (int token = 0; token < vocabulary.size(); token++) {
        assertThat(mask.contains(token)).isEqualTo(matcher.fork().accept(token));
      }
      matcher.fillMask(mask, left);
      int pick = mask.next(random.nextInt(vocabulary.size()));
      pick = pick < 0 ? mask.next(0) : pick;
      assertThat(matcher.accept(pick)).isTrue();
      if (vocabulary.isEndOfSequence(pick)) {
        return;
      }
    }
    assertThat(matcher.canEnd()).isTrue();
  }
}
