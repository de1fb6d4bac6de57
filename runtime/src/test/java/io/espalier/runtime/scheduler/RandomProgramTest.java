package io.espalier.runtime.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.cache.EvictionPolicy;
import io.espalier.constrained.BoundConstraint;
import io.espalier.constrained.ConstraintCompiler;
import io.espalier.constrained.ConstraintSource;
import io.espalier.constrained.RegexDialect;
import io.espalier.runtime.model.Model;
import io.espalier.runtime.model.simulated.SimulatedCost;
import io.espalier.runtime.model.simulated.SimulatedModel;
import io.espalier.runtime.model.simulated.SimulatedVocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Random programs give the same tokens however they are scheduled.
///
/// The simulated model's logits are a hash of the whole context read through the pages; so a page
/// shared, copied, evicted or preempted wrongly changes the record.
@Timeout(60)
class RandomProgramTest {
  private static final SimulatedVocabulary VOCABULARY = new SimulatedVocabulary(400);
  private static final List<BoundConstraint> CONSTRAINTS =
      List.of(
          bind("(yes|no|maybe)"),
          bind("[0-9]{2,4}-the [a-z]{3}!"),
          bind("\\{\"name\": \"[a-z]{1,9}\", \"age\": [1-9][0-9]?\\}"));
  private static final ExecutorService THREADS = Executors.newVirtualThreadPerTaskExecutor();

  private static BoundConstraint bind(String regex) {
    return new ConstraintCompiler()
        .compile(new ConstraintSource.Regex(regex, RegexDialect.RE2_FULL))
        .bind(VOCABULARY.vocabulary());
  }

  @AfterAll
  static void stopThreads() {
    THREADS.shutdownNow();
  }

  private static SchedulerOptions options(int pages) {
    return SchedulerOptions.of(model().description())
        .withPages(pages)
        .withWorkers(1)
        .withPrefillAhead(false);
  }

  private static Model model() {
    return new SimulatedModel(400, 1024, 42, SimulatedCost.NONE);
  }

  /// The plain twin: no cache, one call at a time, whole prompts in one pass.
  private static List<List<String>> alone(List<Long> seeds) {
    try (var scheduler =
        new Scheduler(
            model(),
            VOCABULARY.vocabulary(),
            options(64).withCache(false).withBatch(1, 1024).withWorkers(0))) {
      List<List<String>> records = new ArrayList<>();
      var program = new RandomProgram(VOCABULARY, CONSTRAINTS, false, Runnable::run);
      for (long seed : seeds) {
        records.add(program.run(scheduler, seed, 0));
      }
      return records;
    }
  }

  private static List<List<String>> together(
      List<Long> seeds, SchedulerOptions options, boolean jumpForward) {
    try (var scheduler = new Scheduler(model(), VOCABULARY.vocabulary(), options)) {
      var program = new RandomProgram(VOCABULARY, CONSTRAINTS, jumpForward, THREADS);
      List<CompletableFuture<List<String>>> futures = new ArrayList<>();
      for (long seed : seeds) {
        futures.add(
            CompletableFuture.supplyAsync(
                () -> program.run(scheduler, seed, (int) (seed % 2)), THREADS));
      }
      List<List<String>> records =
          futures.stream().map(future -> future.orTimeout(20, TimeUnit.SECONDS).join()).toList();
      assertAllPagesAreBack(scheduler);
      return records;
    }
  }

  private static void assertAllPagesAreBack(Scheduler scheduler) {
    scheduler.checkInvariants();
    SchedulerStatistics statistics = scheduler.statistics();
    assertThat(statistics.running()).isZero();
    assertThat(statistics.waiting()).isZero();
    assertThat(statistics.usedPages()).isZero();
    assertThat(statistics.freePages() + statistics.cachedPages()).isEqualTo(statistics.pages());
  }

  private static List<Long> seeds(RepetitionInfo repetition, int programs) {
    List<Long> seeds = new ArrayList<>();
    for (int index = 0; index < programs; index++) {
      seeds.add(repetition.getCurrentRepetition() * 1000L + index);
    }
    return seeds;
  }

  @RepeatedTest(30)
  void givesTheSameTokensCachedAndBatchedAsAlone(RepetitionInfo repetition) {
    var seeds = seeds(repetition, 6);
    assertThat(together(seeds, options(512), false)).isEqualTo(alone(seeds));
  }

  @RepeatedTest(30)
  void givesTheSameTokensWhateverTheChunk(RepetitionInfo repetition) {
    var seeds = seeds(repetition, 5);
    Random random = new Random(repetition.getCurrentRepetition());
    var options = options(512).withBatch(1 + random.nextInt(8), 1 + random.nextInt(40));
    assertThat(together(seeds, options, true)).isEqualTo(alone(seeds));
  }

  @RepeatedTest(30)
  void givesTheSameTokensWithJumpForward(RepetitionInfo repetition) {
    var seeds = seeds(repetition, 6);
    assertThat(together(seeds, options(512), true)).isEqualTo(alone(seeds));
  }

  @RepeatedTest(30)
  void givesTheSameTokensWhenPagesAreScarce(RepetitionInfo repetition) {
    var seeds = seeds(repetition, 8);
    EvictionPolicy[] policies = {EvictionPolicy.LRU, EvictionPolicy.LFU, EvictionPolicy.NEXT_USE};
    var options =
        options(64).withPolicy(policies[repetition.getCurrentRepetition() % policies.length]);
    assertThat(together(seeds, options, true)).isEqualTo(alone(seeds));
  }

  @RepeatedTest(20)
  void givesTheSameTokensWithPrefillAhead(RepetitionInfo repetition) {
    var seeds = seeds(repetition, 6);
    assertThat(together(seeds, options(128).withPrefillAhead(true), true)).isEqualTo(alone(seeds));
  }

  /// The test of the tests above: with a page copied short by one token they would fail.
  @Test
  void wouldNoticeAPageCopiedWrongly() {
    List<Long> seeds = LongStream.range(5000, 5020).boxed().toList();
    var broken = new ShortCopyModel(model());
    try (var scheduler = new Scheduler(broken, VOCABULARY.vocabulary(), options(512))) {
      var program = new RandomProgram(VOCABULARY, CONSTRAINTS, true, Runnable::run);
      List<List<String>> records =
          seeds.stream().map(seed -> program.run(scheduler, seed, 0)).toList();
      assertThat(records).isNotEqualTo(alone(seeds));
    }
  }

  @RepeatedTest(30)
  void endsEveryProgramWhenPassesFail(RepetitionInfo repetition) {
    int seed = repetition.getCurrentRepetition();
    var seeds = seeds(repetition, 8);
    var faulty = new FaultyModel(model(), seed, 0.05);
    try (var scheduler = new Scheduler(faulty, VOCABULARY.vocabulary(), options(64))) {
      var expected = alone(seeds);
      var program = new RandomProgram(VOCABULARY, CONSTRAINTS, true, THREADS);
      List<CompletableFuture<List<String>>> futures = new ArrayList<>();
      for (long each : seeds) {
        futures.add(CompletableFuture.supplyAsync(() -> program.run(scheduler, each, 0), THREADS));
      }
      for (int index = 0; index < seeds.size(); index++) {
        try {
          assertThat(futures.get(index).orTimeout(20, TimeUnit.SECONDS).join())
              .isEqualTo(expected.get(index));
        } catch (CompletionException exception) {
          assertThat(exception.getCause()).isInstanceOf(ModelFailureException.class);
        }
      }
      futures.forEach(future -> future.exceptionally(_ -> List.of()).join());
      assertAllPagesAreBack(scheduler);
    }
  }
}
