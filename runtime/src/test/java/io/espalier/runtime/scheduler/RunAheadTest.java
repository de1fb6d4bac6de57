package io.espalier.runtime.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.runtime.model.ForwardBatch;
import io.espalier.runtime.model.Logits;
import io.espalier.runtime.model.Model;
import io.espalier.runtime.model.simulated.SimulatedCost;
import io.espalier.runtime.model.simulated.SimulatedModel;
import io.espalier.runtime.model.simulated.SimulatedVocabulary;
import io.espalier.runtime.sampling.SamplingParameters;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/// One step behind the device, the host gets the tokens that it would get step by step.
final class RunAheadTest {
  private static final SimulatedVocabulary VOCABULARY = new SimulatedVocabulary(300);
  private static final ExecutorService THREADS = Executors.newVirtualThreadPerTaskExecutor();

  @AfterAll
  static void stopThreads() {
    THREADS.shutdownNow();
  }

  /// One call: a prompt, what to generate, and what is done with the sequence afterwards.
  @SuppressWarnings("ArrayRecordComponent")
  private record Call(int[] prompt, GenerationRequest request, int more) {
    static Call random(Random random) {
      int[] prompt = random.ints(1 + random.nextInt(40), 0, 300).toArray();
      // Many tokens end a text, so that most calls end before their limit, at an unknown step.
      Set<Integer> ends = new HashSet<>();
      for (int end = random.nextInt(12); end > 0; end--) {
        ends.add(random.nextInt(300));
      }
      var sampling =
          random.nextBoolean()
              ? SamplingParameters.GREEDY
              : new SamplingParameters(
                  random.nextInt(4) == 0 ? 0 : 1.5,
                  0,
                  1,
                  0,
                  1,
                  random.nextInt(8) == 0 ? 0.5 : 0,
                  0,
                  Map.of(),
                  random.nextLong());
      int most = 1 + random.nextInt(60);
      return new Call(
          prompt,
          GenerationRequest.of(most)
              .withEndTokens(ends)
              .withMinTokens(random.nextInt(4) == 0 ? random.nextInt(most + 1) : 0)
              .withSampling(sampling),
          1 + random.nextInt(20));
    }

    List<Object> run(Scheduler scheduler) {
      try (Sequence sequence = scheduler.open(SequenceOptions.DEFAULT)) {
        sequence.append(prompt);
        List<Integer> heard = new ArrayList<>();
        var first = sequence.generate(request, (token, _, _, _) -> heard.add(token));
        List<Object> record = new ArrayList<>(heard);
        record.add(first.reason());
        record.add(first.endToken());
        record.add(first.usage().decoded());
        record.add(sequence.length());
        // What follows attends to the pages that the first call left.
        for (int token :
            sequence.generate(GenerationRequest.of(more), TokenListener.NONE).tokens()) {
          record.add(token);
        }
        return record;
      }
    }
  }

  private static LateModel model(boolean ahead) {
    return new LateModel(new SimulatedModel(300, 1024, 42, SimulatedCost.NONE), ahead);
  }

  private static SchedulerOptions options(Model model, int pages) {
    return SchedulerOptions.of(model.description()).withPages(pages).withWorkers(1);
  }

  private static List<Call> calls(RepetitionInfo repetition, int count) {
    Random random = new Random(repetition.getCurrentRepetition());
    List<Call> calls = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      calls.add(Call.random(random));
    }
    return calls;
  }

  private static List<List<Object>> alone(List<Call> calls) {
    var model = model(false);
    try (var scheduler =
        new Scheduler(
            model,
            VOCABULARY.vocabulary(),
            options(model, 64).withBatch(1, 512).withCache(false))) {
      return calls.stream().map(call -> call.run(scheduler)).toList();
    }
  }

  private static List<List<Object>> together(List<Call> calls, Scheduler scheduler) {
    List<CompletableFuture<List<Object>>> futures = new ArrayList<>();
    for (Call call : calls) {
      futures.add(CompletableFuture.supplyAsync(() -> call.run(scheduler), THREADS));
    }
    return futures.stream().map(future -> future.orTimeout(20, TimeUnit.SECONDS).join()).toList();
  }

  @RepeatedTest(60)
  void givesTheSameTokensOneStepBehind(RepetitionInfo repetition) {
    List<Call> calls = calls(repetition, 1 + repetition.getCurrentRepetition() % 8);
    int pages = repetition.getCurrentRepetition() % 3 == 0 ? 24 : 256;
    LateModel model = model(true);
    try (var scheduler = new Scheduler(model, VOCABULARY.vocabulary(), options(model, pages))) {
      assertThat(together(calls, scheduler)).isEqualTo(alone(calls));
      scheduler.checkInvariants();
      SchedulerStatistics statistics = scheduler.statistics();
      assertThat(statistics.usedPages()).isZero();
      assertThat(statistics.freePages() + statistics.cachedPages()).isEqualTo(pages);
    }
  }

  @Test
  void runsAheadWhileNothingElseIsThere() {
    LateModel model = model(true);
    try (var scheduler =
        new Scheduler(model, VOCABULARY.vocabulary(), options(model, 64).withDraftTokens(0))) {
      try (Sequence sequence = scheduler.open(SequenceOptions.DEFAULT)) {
        sequence.append(new int[] {1, 2, 3});
        assertThat(sequence.generate(GenerationRequest.of(100), TokenListener.NONE).tokens())
            .hasSize(100);
      }
      assertThat(scheduler.statistics().steps()).isEqualTo(100);
    }
    // The prompt has three rows, the last token is not computed: all but the first of the rest.
    assertThat(model.drawnRows).isEqualTo(98);
  }

  @Test
  void aCallIsCancelledWithinAStep() {
    LateModel model = model(true);
    try (var scheduler = new Scheduler(model, VOCABULARY.vocabulary(), options(model, 64))) {
      try (Sequence sequence = scheduler.open(SequenceOptions.DEFAULT)) {
        sequence.append(new int[] {1, 2, 3});
        var result =
            sequence.generate(
                GenerationRequest.of(1000),
                (_, _, _, _) -> {
                  sequence.cancel();
                });
        assertThat(result.reason()).isEqualTo(FinishReason.CANCELLED);
      }
      scheduler.checkInvariants();
    }
  }

  @RepeatedTest(20)
  void endsEveryCallWhenPassesFail(RepetitionInfo repetition) {
    var simulated = new SimulatedModel(300, 1024, 42, SimulatedCost.NONE);
    int[] passes = {5 + repetition.getCurrentRepetition()};
    var faulty =
        new FaultyModel(simulated, 1, 0) {
          @Override
          public void forward(ForwardBatch batch, Logits logits) {
            if (--passes[0] == 0) {
              throw new IllegalArgumentException("fault");
            }
            super.forward(batch, logits);
          }
        };
    LateModel model = new LateModel(faulty, true);
    try (var scheduler = new Scheduler(model, VOCABULARY.vocabulary(), options(model, 64))) {
      Call call = new Call(new int[] {4, 5}, GenerationRequest.of(40), 3);
      assertThatThrownBy(() -> call.run(scheduler)).isInstanceOf(ModelFailureException.class);
      model.forget();
      assertThat(List.of(call.run(scheduler))).isEqualTo(alone(List.of(call)));
      scheduler.checkInvariants();
    }
  }
}
