package io.espalier.runtime.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.constrained.BoundConstraint;
import io.espalier.constrained.ConstraintCompiler;
import io.espalier.constrained.ConstraintSource;
import io.espalier.constrained.RegexDialect;
import io.espalier.runtime.model.simulated.SimulatedCost;
import io.espalier.runtime.model.simulated.SimulatedModel;
import io.espalier.runtime.model.simulated.SimulatedVocabulary;
import io.espalier.runtime.sampling.SamplingParameters;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Jump-forward takes fewer passes and changes no token, over a thousand random record types.
@Timeout(60)
class JumpForwardTest {
  private static final SimulatedVocabulary VOCABULARY = new SimulatedVocabulary(900);
  private static final String[] VALUES = {
    "(true|false)", "[1-9][0-9]{0,3}", "\"[a-z]{1,12}\"", "(\"red\"|\"green\"|\"blue\")", "null"
  };

  private static Scheduler scheduler() {
    var model = new SimulatedModel(900, 2048, 3, SimulatedCost.NONE);
    return new Scheduler(
        model,
        VOCABULARY.vocabulary(),
        SchedulerOptions.of(model.description()).withPages(1024).withWorkers(0));
  }

  private static String randomRecord(Random random, int depth) {
    var regex = new StringBuilder("\\{");
    int fields = 1 + random.nextInt(4);
    for (int field = 0; field < fields; field++) {
      regex.append(field == 0 ? "\"" : ", \"").append(randomName(random)).append("\": ");
      regex.append(
          depth < 2 && random.nextInt(4) == 0
              ? randomRecord(random, depth + 1)
              : VALUES[random.nextInt(VALUES.length)]);
    }
    return regex.append("\\}").toString();
  }

  private static String randomName(Random random) {
    String[] syllables = {"the", "in", "er", "an", "re", "on", "at", "en", "x"};
    var name = new StringBuilder();
    for (int index = 0; index <= random.nextInt(4); index++) {
      name.append(syllables[random.nextInt(syllables.length)]);
    }
    return name.toString();
  }

  private static BoundConstraint bind(String regex) {
    return new ConstraintCompiler()
        .compile(new ConstraintSource.Regex(regex, RegexDialect.RE2_FULL))
        .bind(VOCABULARY.vocabulary());
  }

  private static GenerationResult generate(
      Scheduler scheduler,
      BoundConstraint constraint,
      SamplingParameters sampling,
      boolean canonical,
      boolean jumpForward) {
    try (var sequence = scheduler.open(SequenceOptions.DEFAULT)) {
      sequence.append(VOCABULARY.tokenize("give me a record: "));
      var request =
          GenerationRequest.of(300)
              .withSampling(sampling)
              .withMatcher(constraint.matcher())
              .withJumpForward(jumpForward);
      if (canonical) {
        request = request.withCanonical(VOCABULARY);
      }
      return sequence.generate(request, TokenListener.NONE);
    }
  }

  @RepeatedTest(20)
  void changesNoTokenOfAThousandTypes(RepetitionInfo repetition) {
    try (var scheduler = scheduler()) {
      for (int type = 0; type < 50; type++) {
        Random random = new Random(repetition.getCurrentRepetition() * 50L + type);
        String regex = randomRecord(random, 0);
        var constraint = bind(regex);
        var drawn = new SamplingParameters(1, 0, 1, 0, 1, 0, 0, Map.of(), random.nextLong());
        var sampling = type % 2 == 0 ? SamplingParameters.GREEDY : drawn;
        boolean canonical = type % 3 != 0;
        var stepping = generate(scheduler, constraint, sampling, canonical, false);
        var jumping = generate(scheduler, constraint, sampling, canonical, true);
        assertThat(jumping.tokens()).as(regex).isEqualTo(stepping.tokens());
        assertThat(jumping.reason()).isEqualTo(stepping.reason());
        assertThat(stepping.usage().forced()).isZero();
        assertThat(constraint.constraint().matches(text(jumping))).as(regex).isTrue();
      }
    }
  }

  /// With few tokens left only those may come that can still be followed by an end.
  @RepeatedTest(20)
  void finishesTheValueWithinTheLimit(RepetitionInfo repetition) {
    var constraint = bind("\\{\"a\": \"[a-z]{0,500}\"(, \"b\": [0-9]{1,300})?\\}");
    try (var scheduler = scheduler();
        var sequence = scheduler.open(SequenceOptions.DEFAULT)) {
      sequence.append(new int[] {repetition.getCurrentRepetition()});
      var sampling =
          new SamplingParameters(1, 0, 1, 0, 1, 0, 0, Map.of(), repetition.getCurrentRepetition());
      var result =
          sequence.generate(
              GenerationRequest.of(20 + repetition.getCurrentRepetition())
                  .withSampling(sampling)
                  .withMatcher(constraint.matcher()),
              TokenListener.NONE);
      assertThat(constraint.constraint().matches(text(result))).as(text(result)).isTrue();
    }
  }

  @Test
  void leavesTheForcedTextToFewPasses() {
    var constraint =
        bind("\\{\"the other name\": \"[a-z]{2}\", \"the other one\": (true|false)\\}");
    try (var scheduler = scheduler()) {
      var sampling = SamplingParameters.GREEDY;
      generate(scheduler, constraint, sampling, true, false);
      long stepping = scheduler.statistics().steps();
      var result = generate(scheduler, constraint, sampling, true, true);
      long jumping = scheduler.statistics().steps() - stepping;
      assertThat(jumping).isLessThan(stepping / 2);
      assertThat(result.usage().forced()).isGreaterThan(result.usage().sampled());
      assertThat(result.kinds()).contains(TokenKind.FORCED, TokenKind.SAMPLED);
    }
  }

  private static String text(GenerationResult result) {
    return new String(result.bytes(), StandardCharsets.UTF_8);
  }
}
