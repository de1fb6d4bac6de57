package io.espalier.constrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// Filling many masks at once against filling them one by one.
final class MaskFillerTest {
  private static final String SCHEMA =
      "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\",\"pattern\":\"^[a-c]+$\"},"
          + "\"b\":{\"type\":\"integer\"}},\"required\":[\"a\"]}";

  private static Constraint schema() {
    return new ConstraintCompiler()
        .compile(
            new ConstraintSource.JsonSchema(new JsonMapper().readTree(SCHEMA), JsonOptions.ANY));
  }

  @RepeatedTest(20)
  void fillsTheSameWordsAsOneByOne(RepetitionInfo info) {
    Random random = new Random(info.getCurrentRepetition());
    Vocabulary vocabulary = SmallVocabulary.random("abc{}\":, 12", 300, random);
    int count = 1 + random.nextInt(24);
    BoundConstraint shared = schema().bind(vocabulary);
    // A twin of its own, so that neither side finds the other's masks in a cache.
    BoundConstraint alone = schema().bind(vocabulary);
    List<Matcher> batch = new ArrayList<>();
    List<Matcher> twins = new ArrayList<>();
    List<TokenMask> masks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      batch.add(shared.matcher());
      twins.add(alone.matcher());
      masks.add(new TokenMask(vocabulary.size()));
    }
    try (MaskFiller filler = new MaskFiller(3)) {
      for (int step = 0; step < 10; step++) {
        filler.fill(batch, masks);
        for (int i = 0; i < count; i++) {
          TokenMask expected = new TokenMask(vocabulary.size());
          twins.get(i).fillMask(expected);
          assertThat(masks.get(i).words()).isEqualTo(expected.words());
          int pick = expected.next(random.nextInt(vocabulary.size()));
          pick = pick < 0 ? expected.next(0) : pick;
          if (pick >= 0) {
            assertThat(batch.get(i).accept(pick)).isTrue();
            assertThat(twins.get(i).accept(pick)).isTrue();
          }
        }
      }
    }
  }

  @Test
  void wantsAMaskForEachMatcher() {
    Vocabulary vocabulary = SmallVocabulary.of(List.of("ab"));
    BoundConstraint bound = schema().bind(vocabulary);
    try (MaskFiller filler = new MaskFiller(1)) {
      assertThatThrownBy(() -> filler.fill(List.of(bound.matcher()), List.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("1 matchers need as many masks");
    }
  }
}
