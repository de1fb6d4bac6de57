package io.espalier.runtime.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.constrained.ConstraintCompiler;
import io.espalier.constrained.ConstraintSource;
import io.espalier.constrained.RegexDialect;
import io.espalier.kernels.cpu.CpuKernels;
import io.espalier.runtime.model.loader.LoadListener;
import io.espalier.runtime.model.loader.LoadOptions;
import io.espalier.runtime.model.loader.LoadedModel;
import io.espalier.runtime.model.loader.ModelLoader;
import io.espalier.runtime.sampling.SamplingParameters;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The same as with the simulated model, on real arithmetic: the bundled model alone and uncached
/// against batched, chunked and cached.
@Timeout(60)
class SaplingSchedulingTest {
  private static final String STEM =
      "<|im_start|>user\nExtract the name and the age. Maria Lopez, who is 34, works in Lisbon. ";
  private static final List<String> QUESTIONS =
      List.of("What is her name?", "How old is she?", "Where does she work?", "Say hello.");

  private interface Body<T> {
    T run(Scheduler scheduler, LoadedModel loaded);
  }

  private static <T> T with(boolean shared, Body<T> body) throws IOException {
    try (var kernels = new CpuKernels(2)) {
      LoadedModel loaded =
          new ModelLoader(LoadOptions.of(kernels), LoadListener.NONE).load(ModelLoader.BUNDLED);
      var options =
          SchedulerOptions.of(loaded.description()).withPages(256).withWorkers(shared ? 1 : 0);
      options =
          shared
              ? options.withBatch(8, 48)
              : options.withCache(false).withBatch(1, 1024).withDraftTokens(0);
      try (var scheduler =
          new Scheduler(
              loaded.model(),
              loaded.tokenizer().toVocabulary(loaded.description().vocabularySize()),
              options)) {
        return body.run(scheduler, loaded);
      }
    }
  }

  private static List<int[]> answers(Scheduler scheduler, LoadedModel loaded) {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var parent = scheduler.open(SequenceOptions.DEFAULT)) {
      parent.append(loaded.tokenizer().encodeTemplate(STEM));
      List<CompletableFuture<int[]>> calls = new ArrayList<>();
      for (String question : QUESTIONS) {
        var child = parent.fork();
        calls.add(
            CompletableFuture.supplyAsync(
                () -> {
                  try (child) {
                    child.append(
                        loaded
                            .tokenizer()
                            .encodeTemplate(question + "<|im_end|>\n<|im_start|>assistant\n"));
                    return child
                        .generate(
                            GenerationRequest.of(24).withEndTokens(loaded.endTokens()),
                            TokenListener.NONE)
                        .tokens();
                  }
                },
                threads));
      }
      return calls.stream().map(call -> call.orTimeout(30, TimeUnit.SECONDS).join()).toList();
    }
  }

  @Test
  void answersTheSameBatchedAndCachedAsAlone() throws IOException {
    List<int[]> alone = with(false, SaplingSchedulingTest::answers);
    List<int[]> shared = with(true, SaplingSchedulingTest::answers);
    assertThat(shared).usingRecursiveComparison().isEqualTo(alone);
  }

  /// Both with and without guesses, from a text that the model goes on repeating.
  @Test
  void saysTheSameGuessingAsNot() throws IOException {
    List<int[]> plain = with(false, SaplingSchedulingTest::lists);
    List<int[]> guessed = with(true, SaplingSchedulingTest::lists);
    assertThat(guessed).usingRecursiveComparison().isEqualTo(plain);
  }

  private static List<int[]> lists(Scheduler scheduler, LoadedModel loaded) {
    List<int[]> texts = new ArrayList<>();
    var constraint =
        new ConstraintCompiler()
            .compile(
                new ConstraintSource.Regex(
                    "(\\{\"name\": \"[A-Z][a-z]{1,8}\", \"age\": [1-9][0-9]\\}\n)+",
                    RegexDialect.RE2_FULL))
            .bind(loaded.tokenizer().toVocabulary(loaded.description().vocabularySize()));
    for (int index = 0; index < 8; index++) {
      try (var sequence = scheduler.open(SequenceOptions.DEFAULT)) {
        sequence.append(
            loaded.tokenizer().encodeTemplate(STEM + "Maria is 34. Maria is 34. ".repeat(index)));
        var sampling = index % 2 == 0 ? SamplingParameters.GREEDY : seeded(index);
        var request = GenerationRequest.of(60).withSampling(sampling);
        if (index % 4 >= 2) {
          request = request.withMatcher(constraint.matcher());
        }
        texts.add(sequence.generate(request, TokenListener.NONE).tokens());
      }
    }
    if (scheduler.options().draftTokens() > 0) {
      assertThat(scheduler.statistics().acceptedTokens()).isPositive();
    }
    return texts;
  }

  private static SamplingParameters seeded(long seed) {
    return new SamplingParameters(0.7, 0, 0.95, 0, 1, 0, 0, Map.of(), seed);
  }

  /// Each choice in one tree pass against each choice in a pass of its own.
  @Test
  void scoresChoicesInATreeAsInSeparatePasses() throws IOException {
    with(
        true,
        (scheduler, loaded) -> {
          try (var sequence = scheduler.open(SequenceOptions.DEFAULT)) {
            sequence.append(loaded.tokenizer().encodeTemplate(STEM));
            List<int[]> choices = new ArrayList<>();
            for (String choice : List.of("organ", "organism", "orange", "antidisestablishment")) {
              choices.add(loaded.tokenizer().encode(choice));
            }
            List<double[]> together = sequence.score(choices);
            for (int choice = 0; choice < choices.size(); choice++) {
              double[] apart = sequence.score(List.of(choices.get(choice))).getFirst();
              assertThat(together.get(choice)).containsExactly(apart, within(1e-4));
            }
            // And against the probabilities that generation sees.
            var result =
                sequence.generate(GenerationRequest.of(6).withLogprobs(0), TokenListener.NONE);
            sequence.truncate(sequence.length() - result.tokens().length);
            double[] again = sequence.score(List.of(result.tokens())).getFirst();
            assertThat(again).containsExactly(result.logprobs(), within(1e-4));
          }
          return Arrays.asList(true);
        });
  }
}
