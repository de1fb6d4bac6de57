package io.espalier.runtime.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.runtime.model.simulated.ScriptedModel;
import io.espalier.runtime.model.simulated.SimulatedCost;
import io.espalier.runtime.model.simulated.SimulatedModel;
import io.espalier.runtime.model.simulated.SimulatedVocabulary;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What one caller sees of a sequence.
@Timeout(30)
class SequenceTest {
  private final SimulatedVocabulary vocabulary = new SimulatedVocabulary(1000);

  private Scheduler scripted(String... promptsAndContinuations) {
    var lines = new ArrayList<ScriptedModel.Line>();
    for (int index = 0; index < promptsAndContinuations.length; index += 2) {
      lines.add(
          new ScriptedModel.Line(
              promptsAndContinuations[index], promptsAndContinuations[index + 1]));
    }
    var model = new ScriptedModel(vocabulary.vocabulary(), 2048, lines);
    return new Scheduler(
        model, vocabulary.vocabulary(), SchedulerOptions.of(model.description()).withPages(256));
  }

  private Scheduler simulated() {
    var model = new SimulatedModel(1000, 2048, 1, SimulatedCost.NONE);
    return new Scheduler(
        model, vocabulary.vocabulary(), SchedulerOptions.of(model.description()).withPages(256));
  }

  private static String text(GenerationResult result) {
    return new String(result.bytes(), StandardCharsets.UTF_8);
  }

  private GenerationRequest untilEnd(int maxTokens) {
    return GenerationRequest.of(maxTokens).withEndTokens(Set.of(SimulatedVocabulary.END));
  }

  private GenerationRequest untilStop(String... stops) {
    var bytes = new ArrayList<byte[]>();
    for (String stop : stops) {
      bytes.add(stop.getBytes(StandardCharsets.UTF_8));
    }
    return untilEnd(100).withStopStrings(bytes, vocabulary);
  }

  @Test
  void endsWithTheEndTokenAndLeavesItOut() {
    try (var scheduler = scripted("Q: ", "hello there");
        var sequence = scheduler.open(SequenceOptions.DEFAULT)) {
      sequence.append(vocabulary.tokenize("Q: "));
      var result = sequence.generate(untilEnd(50), TokenListener.NONE);
      assertThat(text(result)).isEqualTo("hello there");
      assertThat(result.reason()).isEqualTo(FinishReason.END_TOKEN);
      assertThat(result.endToken()).isEqualTo(SimulatedVocabulary.END);
      assertThat(sequence.tokens()).doesNotContain(SimulatedVocabulary.END);
    }
  }

  @Test
  void stopsBeforeAStopStringAndRetokenisesTheTokenItCuts() {
    try (var scheduler = scripted("Q: ", "one the two");
        var sequence = scheduler.open(SequenceOptions.DEFAULT)) {
      sequence.append(vocabulary.tokenize("Q: "));
      var streamed = new StringBuilder();
      // "the" is one token; the stop string ends inside it.
      var result =
          sequence.generate(
              untilStop("h"),
              (token, bytes, logprob, kind) ->
                  streamed.append(new String(bytes, StandardCharsets.UTF_8)));
      assertThat(text(result)).isEqualTo("one t");
      assertThat(streamed.toString()).isEqualTo("one t");
      assertThat(result.reason()).isEqualTo(FinishReason.STOP_STRING);
      assertThat(result.stopString()).isEqualTo("h".getBytes(StandardCharsets.UTF_8));
      assertThat(vocabulary.bytes(sequence.tokens(), sequence.length()))
          .isEqualTo("Q: one t".getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void goesOnAfterAGeneration() {
    try (var scheduler = scripted("Q: ", "first", "then ", "second");
        var sequence = scheduler.open(SequenceOptions.DEFAULT)) {
      sequence.append(vocabulary.tokenize("Q: "));
      assertThat(text(sequence.generate(untilEnd(50), TokenListener.NONE))).isEqualTo("first");
      sequence.append(vocabulary.tokenize(" then "));
      assertThat(text(sequence.generate(untilEnd(50), TokenListener.NONE))).isEqualTo("second");
      scheduler.checkInvariants();
    }
  }

  @Test
  void stopsAtTheTokenLimit() {
    try (var scheduler = simulated();
        var sequence = scheduler.open(SequenceOptions.DEFAULT)) {
      sequence.append(new int[] {5});
      var result = sequence.generate(GenerationRequest.of(33), TokenListener.NONE);
      assertThat(result.tokens()).hasSize(33);
      assertThat(result.reason()).isEqualTo(FinishReason.MAX_TOKENS);
      assertThat(sequence.length()).isEqualTo(34);
    }
  }

  @Test
  void keepsAParentFrozenWhileItsForksAreOpen() {
    try (var scheduler = simulated();
        var parent = scheduler.open(SequenceOptions.DEFAULT.withLabel("story"))) {
      parent.append(new int[] {1, 2, 3});
      var child = parent.fork();
      assertThatThrownBy(() -> parent.append(new int[] {4}))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("story")
          .hasMessageContaining("1 of its forks");
      child.append(new int[] {9});
      child.close();
      parent.append(new int[] {4});
      assertThat(parent.tokens()).containsExactly(1, 2, 3, 4);
    }
  }

  @Test
  void namesThePromptThatIsTooLong() {
    try (var scheduler = simulated();
        var sequence = scheduler.open(SequenceOptions.DEFAULT)) {
      assertThatThrownBy(() -> sequence.append(new int[3000]))
          .isInstanceOf(ContextLengthException.class)
          .hasMessageContaining("3000")
          .hasMessageContaining("2048");
    }
  }

  @Test
  void scoresContinuationsAsGenerationWouldSeeThem() {
    try (var scheduler = simulated();
        var sequence = scheduler.open(SequenceOptions.DEFAULT)) {
      sequence.append(vocabulary.tokenize("the quick brown fox"));
      int[] before = sequence.tokens();
      List<int[]> choices = List.of(new int[] {1, 2, 3}, new int[] {1, 2}, new int[] {7});
      var scores = sequence.score(choices);
      assertThat(sequence.tokens()).isEqualTo(before);
      for (int choice = 0; choice < choices.size(); choice++) {
        for (int index = 0; index < choices.get(choice).length; index++) {
          var one = scheduler.open(SequenceOptions.DEFAULT);
          one.append(before);
          one.append(java.util.Arrays.copyOf(choices.get(choice), index));
          var forced =
              one.generate(
                  GenerationRequest.of(1)
                      .withLogprobs(0)
                      .withSampling(only(choices.get(choice)[index])),
                  TokenListener.NONE);
          one.close();
          assertThat(scores.get(choice)[index]).isCloseTo(forced.logprobs()[0], within(1e-9));
        }
      }
      scheduler.checkInvariants();
    }
  }

  private static io.espalier.runtime.sampling.SamplingParameters only(int token) {
    return new io.espalier.runtime.sampling.SamplingParameters(
        0, 0, 1, 0, 1, 0, 0, java.util.Map.of(token, 1000f), 0);
  }
}
