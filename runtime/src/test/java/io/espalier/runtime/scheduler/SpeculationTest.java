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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Guessing tokens takes fewer passes and changes no token.
@Timeout(60)
class SpeculationTest {
  private static final SimulatedVocabulary VOCABULARY = new SimulatedVocabulary(400);
  private static final List<BoundConstraint> CONSTRAINTS =
      List.of(
          bind("([a-d]{2}-?){1,40}"),
          bind("(-[0-9]{3} (is|was) the same)*"),
          bind("\\[(\\{\"name\": \"[a-c]{1,4}\", \"age\": [1-3]\\},? ?)+\\]"));
  private static final ExecutorService THREADS = Executors.newVirtualThreadPerTaskExecutor();
  private static final AtomicLong ACCEPTED = new AtomicLong();
  private static final AtomicLong REFUSED = new AtomicLong();

  private static BoundConstraint bind(String regex) {
    return new ConstraintCompiler()
        .compile(new ConstraintSource.Regex(regex, RegexDialect.RE2_FULL))
        .bind(VOCABULARY.vocabulary());
  }

  @AfterAll
  static void sawGuessesComeTrueAndFail() {
    THREADS.shutdownNow();
    assertThat(ACCEPTED.get()).isPositive();
    assertThat(REFUSED.get()).isPositive();
  }

  private static Scheduler scheduler(boolean guesses, float bonus, boolean device, int pages) {
    var model =
        new CyclingModel(new SimulatedModel(400, 1024, 42, SimulatedCost.NONE), bonus, device);
    var options = SchedulerOptions.of(model.description()).withPages(pages);
    return new Scheduler(
        model,
        VOCABULARY.vocabulary(),
        guesses
            ? options.withWorkers(1).withDraftTokens(8)
            : options.withWorkers(0).withDraftTokens(0).withCache(false).withBatch(1, 1024));
  }

  private static void count(Scheduler scheduler) {
    scheduler.checkInvariants();
    SchedulerStatistics statistics = scheduler.statistics();
    assertThat(statistics.usedPages()).isZero();
    ACCEPTED.addAndGet(statistics.acceptedTokens());
    REFUSED.addAndGet(statistics.draftedTokens() - statistics.acceptedTokens());
  }

  private static List<Long> seeds(RepetitionInfo repetition) {
    List<Long> seeds = new ArrayList<>();
    for (int index = 0; index < 6; index++) {
      seeds.add(repetition.getCurrentRepetition() * 1000L + index);
    }
    return seeds;
  }

  @RepeatedTest(40)
  void givesTheSameTokensAsWithout(RepetitionInfo repetition) {
    float bonus = 4 + repetition.getCurrentRepetition() % 7;
    var plain = new RandomProgram(VOCABULARY, CONSTRAINTS, false, Runnable::run);
    var guessing = new RandomProgram(VOCABULARY, CONSTRAINTS, true, THREADS);
    List<List<String>> expected = new ArrayList<>();
    try (var scheduler = scheduler(false, bonus, false, 64)) {
      seeds(repetition).forEach(seed -> expected.add(plain.run(scheduler, seed, 0)));
    }
    int pages = repetition.getCurrentRepetition() % 2 == 0 ? 64 : 512;
    try (var scheduler = scheduler(true, bonus, false, pages)) {
      var calls =
          seeds(repetition).stream()
              .map(seed ->
                  CompletableFuture.supplyAsync(() -> guessing.run(scheduler, seed, 0), THREADS))
              .toList();
      assertThat(calls.stream().map(call -> call.orTimeout(20, TimeUnit.SECONDS).join()))
          .containsExactlyElementsOf(expected);
      count(scheduler);
    }
  }

  private static List<String> generations(Scheduler scheduler, long seed) {
    Random random = new Random(seed);
    List<String> record = new ArrayList<>();
    try (var sequence = scheduler.open(SequenceOptions.DEFAULT)) {
      sequence.append(random.ints(20, 0, 256).toArray());
      for (int index = 0; index < 4; index++) {
        var sampling =
            new SamplingParameters(
                random.nextInt(2), 0, 1, 0, 1, 0, 0, Map.of(), random.nextLong());
        int choice = random.nextInt(CONSTRAINTS.size() + 1);
        var request =
            GenerationRequest.of(10 + random.nextInt(60))
                .withMinTokens(random.nextInt(10))
                .withSampling(sampling)
                .withEndTokens(Set.of(7))
                .withOpenEnd(random.nextBoolean());
        if (choice < CONSTRAINTS.size()) {
          request = request.withMatcher(CONSTRAINTS.get(choice).matcher());
        }
        var result = sequence.generate(request.withCanonical(VOCABULARY), TokenListener.NONE);
        record.add(Arrays.toString(result.tokens()) + result.reason());
      }
    }
    return record;
  }

  @RepeatedTest(30)
  void givesTheSameTokensWhereTheyAreDrawnOnADevice(RepetitionInfo repetition) {
    float bonus = 4 + repetition.getCurrentRepetition() % 7;
    for (long seed : seeds(repetition)) {
      List<String> expected;
      try (var scheduler = scheduler(false, bonus, false, 64)) {
        expected = generations(scheduler, seed);
      }
      try (var scheduler = scheduler(true, bonus, true, 64)) {
        assertThat(generations(scheduler, seed)).isEqualTo(expected);
        count(scheduler);
      }
    }
  }

  @Test
  void takesFewerPassesForATextThatRepeatsItself() {
    try (var scheduler = scheduler(true, 100, false, 64);
        var sequence = scheduler.open(SequenceOptions.DEFAULT)) {
      sequence.append(new int[] {50});
      sequence.generate(GenerationRequest.of(100), TokenListener.NONE);
      SchedulerStatistics statistics = scheduler.statistics();
      assertThat(statistics.sampledTokens()).isEqualTo(100);
      assertThat(statistics.steps()).isLessThan(40);
      assertThat(sequence.usage().decoded()).isEqualTo(99);
    }
  }

  @Test
  void guessesFromWhatAnEarlierBranchGenerated() {
    try (var scheduler = scheduler(true, 0, false, 64);
        var parent = scheduler.open(SequenceOptions.DEFAULT)) {
      parent.append(new int[] {1, 2, 3, 4});
      long first = passesOfABranch(scheduler, parent);
      long second = passesOfABranch(scheduler, parent);
      assertThat(first).isEqualTo(64);
      assertThat(second).isLessThan(20);
    }
  }

  private static long passesOfABranch(Scheduler scheduler, Sequence parent) {
    long before = scheduler.statistics().steps();
    try (var branch = parent.fork()) {
      branch.generate(GenerationRequest.of(64), TokenListener.NONE);
    }
    return scheduler.statistics().steps() - before;
  }

  @RepeatedTest(50)
  void guessesWhatFollowedTheLatestOccurrence(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    int[] past = random.ints(random.nextInt(50), 0, 4).toArray();
    int[] text = random.ints(300, 0, 4).toArray();
    var source = new DraftSource(past, text, 10, 4096);
    int[] into = new int[8];
    int found = 0;
    for (int length = 10; length < text.length; length++) {
      int count = source.guess(text, length, into, 8);
      int[] expected = latest(past, text, length);
      // A place lost to another hash is no guess; any guess is the right one.
      if (count > 0) {
        found++;
        assertThat(Arrays.copyOf(into, count)).isEqualTo(Arrays.copyOf(expected, count));
      }
    }
    assertThat(found).isGreaterThan(100);
  }

  /// The plain twin: looks at every place, the latest first.
  private static int[] latest(int[] past, int[] text, int length) {
    int[] grown = Arrays.copyOf(text, length + 8);
    for (int at = length - 1; at >= 3; at--) {
      if (Arrays.equals(text, at - 3, at, text, length - 3, length)) {
        for (int index = 0; index < 8; index++) {
          grown[length + index] = grown[at + index];
        }
        return Arrays.copyOfRange(grown, length, length + 8);
      }
    }
    for (int at = past.length - 1; at >= 3; at--) {
      if (Arrays.equals(past, at - 3, at, text, length - 3, length)) {
        return Arrays.copyOfRange(past, at, at + 8);
      }
    }
    return new int[8];
  }

  @Test
  void guessesEverLessWhereNothingComesTrue() {
    int[] text = new int[1000];
    var speculation = new Speculation(new DraftSource(new int[0], text, 10, 1000), 8, 400);
    int guesses = 0;
    for (int length = 10; length < 1000; length++) {
      speculation.guess(text, length, 8, null, new int[0]);
      if (speculation.count() > 0) {
        guesses++;
        speculation.learn(speculation.count(), 0);
      }
    }
    assertThat(guesses).isBetween(10, 30);
  }

  @Test
  void stopsWhereAPassWithGuessesCostsMoreThanItGives() {
    var gate = new DraftGate();
    for (int pass = 0; pass < 20; pass++) {
      gate.learn(4, 0, 0, 1000);
      gate.learn(4, 16, 4, 2500);
    }
    int open = 0;
    for (int pass = 0; pass < 640; pass++) {
      open += gate.isOpen(4) ? 1 : 0;
    }
    assertThat(open).isEqualTo(10);
    assertThat(gate.isOpen(1)).isTrue();
    for (int pass = 0; pass < 20; pass++) {
      gate.learn(4, 16, 14, 2500);
    }
    assertThat(gate.isOpen(4)).isTrue();
  }
}
