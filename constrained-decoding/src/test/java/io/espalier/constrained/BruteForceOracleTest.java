package io.espalier.constrained;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/// Masks of random regexes and grammars against the list of all their words, at every prefix and
/// for every token.
final class BruteForceOracleTest {
  private static final int LONGEST_REGEX_TEXT = 8;
  private static final int LONGEST_GRAMMAR_TEXT = 12;

  @RepeatedTest(150)
  void aTokenIsAllowedIffSomeMatchOfTheRegexGoesOnWithIt(RepetitionInfo info) {
    Random random = new Random(info.getCurrentRepetition());
    RandomRegex regex = RandomRegex.random(random, 3);
    boolean search = random.nextInt(3) == 0;
    RegexDialect dialect = search ? RegexDialect.ECMA_SEARCH : RegexDialect.ECMA_FULL;
    Constraint constraint =
        new ConstraintCompiler().compile(new ConstraintSource.Regex(regex.text(), dialect));
    PrefixOracle oracle =
        new PrefixOracle(
            regex.words(LONGEST_REGEX_TEXT, search),
            LONGEST_REGEX_TEXT,
            PrefixOracle.Promise.DISTANCE);
    Vocabulary vocabulary = SmallVocabulary.over(RandomRegex.ALPHABET, 40, random);
    oracle.check(constraint, vocabulary, random, 4, regex.text());
    assertThat(oracle.shareDecided()).isGreaterThan(0.1);
  }

  @RepeatedTest(150)
  void aTokenIsAllowedIffSomeWordOfTheGrammarGoesOnWithIt(RepetitionInfo info) {
    Random random = new Random(info.getCurrentRepetition());
    RandomGrammar grammar = new RandomGrammar(random);
    Constraint constraint =
        new ConstraintCompiler().compile(new ConstraintSource.Ebnf(grammar.text()));
    PrefixOracle oracle =
        new PrefixOracle(
            grammar.words(LONGEST_GRAMMAR_TEXT),
            LONGEST_GRAMMAR_TEXT,
            PrefixOracle.Promise.DISTANCE);
    Vocabulary vocabulary = SmallVocabulary.over("ab", 30, random);
    oracle.check(constraint, vocabulary, random, 4, grammar.text());
  }
}
