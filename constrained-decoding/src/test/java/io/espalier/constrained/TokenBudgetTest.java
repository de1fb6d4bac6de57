package io.espalier.constrained;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// A text under a budget of tokens is complete and valid when the budget is used up, or, where the
/// budget was too small from the start, after no more tokens than the shortest way has bytes.
///
/// Where it is only guessed how an object can be completed (its keys under several `propertyNames`
/// in a `not`), a text may take a few tokens more. The long test runs over a folder of schemas:
/// `-Dschemas=FOLDER [-Dgenerations=10000]`.
final class TokenBudgetTest {
  private static final int MOST_TO_SPARE = 120;

  /// The bytes counted for an object whose completion is a guess.
  private static final int GUESS = 16;

  @Test
  void everyBudgetOverTheSampleOfSchemasIsKept() throws IOException {
    check(SchemaCases.sample(), 8, 0);
  }

  @Test
  @Tag("long")
  @EnabledIfSystemProperty(named = "schemas", matches = ".+")
  void everyBudgetOverAFolderOfSchemasIsKept() throws IOException {
    List<SchemaCases> cases = SchemaCases.folder(Path.of(System.getProperty("schemas")));
    check(cases, Integer.getInteger("generations", 10_000) / cases.size(), GUESS);
  }

  private static void check(List<SchemaCases> cases, int each, int slack) {
    Vocabulary vocabulary = SchemaCases.vocabulary(cases, 400, new Random(5));
    for (SchemaCases schema : cases) {
      Random random = new Random(schema.name().hashCode());
      try {
        Constraint constraint =
            new ConstraintCompiler()
                .compile(new ConstraintSource.JsonSchema(schema.schema(), JsonOptions.GENERATION));
        BoundConstraint bound = constraint.bind(vocabulary);
        int shortest = constraint.minimumBytes().orElseThrow();
        for (int i = 0; i < each; i++) {
          int budget = random.nextInt(shortest + MOST_TO_SPARE);
          Generated text = generate(bound, budget, random);
          String place = schema.name() + " within " + budget + ": " + text.text();
          assertThat(text.tokens())
              .as(place)
              .isLessThanOrEqualTo(Math.max(budget, shortest) + slack);
          assertThat(constraint.matches(text.text())).as(place).isTrue();
        }
      } catch (ConstraintException e) {
        assertThat(e.getMessage()).as(schema.name()).isNotEmpty();
      }
    }
  }

  private record Generated(String text, int tokens) {}

  private static Generated generate(BoundConstraint bound, int budget, Random random) {
    Vocabulary vocabulary = bound.vocabulary();
    TokenMask mask = new TokenMask(vocabulary.size());
    Matcher matcher = bound.matcher();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int tokens = 0; ; tokens++) {
      matcher.fillMask(mask, budget - tokens);
      int token = mask.next(random.nextInt(vocabulary.size()));
      token = token < 0 ? mask.next(0) : token;
      assertThat(token).as("a token after " + out.toString(StandardCharsets.UTF_8)).isNotNegative();
      assertThat(matcher.accept(token)).isTrue();
      if (vocabulary.isEndOfSequence(token)) {
        return new Generated(out.toString(StandardCharsets.UTF_8), tokens);
      }
      out.writeBytes(vocabulary.bytes(token));
    }
  }
}
