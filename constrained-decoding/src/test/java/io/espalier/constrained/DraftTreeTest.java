package io.espalier.constrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// Masks of a tree of drafted tokens against accepting each way through it one token at a time.
final class DraftTreeTest {
  private static final List<ConstraintSource> SOURCES =
      List.of(
          new ConstraintSource.JsonSchema(
              new JsonMapper()
                  .readTree("{\"properties\":{\"a\":{\"enum\":[1,\"b\"]}},\"required\":[\"a\"]}"),
              JsonOptions.ANY),
          new ConstraintSource.Ebnf("root ::= \"a\" root \"b\" | \"c\"{0,2}"),
          new ConstraintSource.Regex("[abc]{2,4}1*", RegexDialect.RE2_FULL));

  @RepeatedTest(60)
  void givesWhatAcceptingEachWayGives(RepetitionInfo info) {
    Random random = new Random(info.getCurrentRepetition());
    Vocabulary vocabulary = SmallVocabulary.random("abc{}\":,12", 60, random);
    ConstraintSource source = SOURCES.get(random.nextInt(SOURCES.size()));
    Matcher matcher = new ConstraintCompiler().compile(source).bind(vocabulary).matcher();
    TokenMask mask = new TokenMask(vocabulary.size());
    for (int i = random.nextInt(3); i > 0; i--) {
      matcher.fillMask(mask);
      matcher.accept(allowed(mask, random));
    }
    int count = 1 + random.nextInt(24);
    int[] parents = new int[count];
    int[] tokens = new int[count];
    List<TokenMask> masks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      parents[i] = random.nextInt(i + 1) - 1;
      masks.add(new TokenMask(vocabulary.size()));
      Matcher before = matcher.fork();
      boolean open = acceptWay(before, parents, tokens, parents[i]);
      before.fillMask(mask);
      int allowed = open ? allowed(mask, random) : -1;
      tokens[i] =
          allowed < 0 || random.nextInt(4) == 0 ? random.nextInt(vocabulary.size()) : allowed;
    }
    int length = matcher.length();
    BitSet taken = matcher.fillDraftMasks(parents, tokens, masks);
    assertThat(matcher.length()).isEqualTo(length);
    for (int i = 0; i < count; i++) {
      boolean way = acceptWay(matcher, parents, tokens, i);
      assertThat(taken.get(i)).isEqualTo(way);
      TokenMask expected = new TokenMask(vocabulary.size());
      if (way) {
        matcher.fillMask(expected);
      }
      assertThat(masks.get(i).words()).isEqualTo(expected.words());
      matcher.rollback(matcher.length() - length);
    }
  }

  private static int allowed(TokenMask mask, Random random) {
    List<Integer> tokens = new ArrayList<>();
    for (int token = mask.next(0); token >= 0; token = mask.next(token + 1)) {
      tokens.add(token);
    }
    return tokens.isEmpty() ? -1 : tokens.get(random.nextInt(tokens.size()));
  }

  /// Accepts the tokens on the way to `node`; false where one is refused.
  private static boolean acceptWay(Matcher matcher, int[] parents, int[] tokens, int node) {
    return node < 0
        || (acceptWay(matcher, parents, tokens, parents[node]) && matcher.accept(tokens[node]));
  }

  @Test
  void wantsParentsBeforeTheirNodes() {
    Vocabulary vocabulary = SmallVocabulary.of(List.of("a", "b"));
    Matcher matcher = new ConstraintCompiler().compile(SOURCES.get(2)).bind(vocabulary).matcher();
    TokenMask mask = new TokenMask(vocabulary.size());
    assertThatThrownBy(() -> matcher.fillDraftMasks(new int[] {0}, new int[] {1}, List.of(mask)))
        .hasMessageContaining("parent of node 0");
    assertThatThrownBy(() -> matcher.fillDraftMasks(new int[] {-1}, new int[] {1}, List.of()))
        .hasMessageContaining("as many parents and masks");
  }
}
