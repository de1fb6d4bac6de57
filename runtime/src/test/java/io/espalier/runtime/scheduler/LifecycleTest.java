package io.espalier.runtime.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.runtime.model.simulated.SimulatedCost;
import io.espalier.runtime.model.simulated.SimulatedModel;
import io.espalier.runtime.model.simulated.SimulatedVocabulary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Calls that end early, late or not at all: every one with a result or a named exception, and
/// every page comes back.
@Timeout(60)
class LifecycleTest {
  private final SimulatedVocabulary vocabulary = new SimulatedVocabulary(400);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final GatedModel model =
      new GatedModel(new SimulatedModel(400, 4096, 9, SimulatedCost.NONE));

  @AfterEach
  void stopThreads() {
    model.open();
    threads.shutdownNow();
  }

  private Scheduler scheduler(int pages, int running, int queued) {
    return new Scheduler(
        model,
        vocabulary.vocabulary(),
        SchedulerOptions.of(model.description())
            .withPages(pages)
            .withBatch(running, 64)
            .withQueue(queued)
            .withWorkers(1));
  }

  private CompletableFuture<GenerationResult> generate(
      Scheduler scheduler, SequenceOptions options, int prompt, int maxTokens) {
    return generate(scheduler, options, prompt, GenerationRequest.of(maxTokens));
  }

  private CompletableFuture<GenerationResult> generate(
      Scheduler scheduler, SequenceOptions options, int prompt, GenerationRequest request) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (var sequence = scheduler.open(options)) {
            int[] tokens = new Random(prompt).ints(prompt, 0, 256).toArray();
            sequence.append(tokens);
            return sequence.generate(request, TokenListener.NONE);
          }
        },
        threads);
  }

  private static Throwable causeOf(CompletableFuture<?> future) {
    try {
      Object value = future.orTimeout(20, TimeUnit.SECONDS).join();
      throw new AssertionError("it gave " + value);
    } catch (CompletionException exception) {
      return Objects.requireNonNull(exception.getCause());
    }
  }

  private static void assertAllPagesAreBack(Scheduler scheduler) {
    scheduler.checkInvariants();
    assertThat(scheduler.statistics().usedPages()).isZero();
    assertThat(scheduler.statistics().running() + scheduler.statistics().waiting()).isZero();
  }

  @Test
  void refusesWhatTheQueueCannotHold() {
    try (var scheduler = scheduler(64, 1, 1)) {
      // The second round shows that what the first one refused has left nothing behind.
      for (int round = 0; round < 2; round++) {
        model.shut();
        var running = generate(scheduler, SequenceOptions.DEFAULT, 5, 3);
        model.awaitPass();
        var waiting = generate(scheduler, SequenceOptions.DEFAULT, 5, 3);
        await(() -> scheduler.unread() == 1);
        for (int call = 0; call < 10; call++) {
          assertThat(causeOf(generate(scheduler, SequenceOptions.DEFAULT, 5, 3)))
              .isInstanceOf(QueueFullException.class);
        }
        model.open();
        assertThat(running.orTimeout(20, TimeUnit.SECONDS).join().tokens()).hasSize(3);
        assertThat(waiting.orTimeout(20, TimeUnit.SECONDS).join().tokens()).hasSize(3);
        assertAllPagesAreBack(scheduler);
      }
    }
  }

  @Test
  void endsAtTheRequestsDeadlineWithWhatThereIs() {
    try (var scheduler = scheduler(512, 4, 10)) {
      var late = GenerationRequest.of(4000).withDeadline(Instant.now().minusSeconds(1));
      var result =
          generate(scheduler, SequenceOptions.DEFAULT, 5, late)
              .orTimeout(20, TimeUnit.SECONDS)
              .join();
      assertThat(result.reason()).isEqualTo(FinishReason.DEADLINE);
      assertAllPagesAreBack(scheduler);
    }
  }

  @Test
  void failsAtTheSequencesDeadline() {
    try (var scheduler = scheduler(512, 4, 10)) {
      var late = SequenceOptions.DEFAULT.withDeadline(Instant.now().minusSeconds(1));
      assertThat(causeOf(generate(scheduler, late, 5, 100)))
          .isInstanceOf(DeadlineExceededException.class)
          .hasMessageContaining("sequence");
      assertAllPagesAreBack(scheduler);
    }
  }

  @Test
  void endsEveryCallWhenItIsClosed() {
    CompletableFuture<GenerationResult> call;
    try (var scheduler = scheduler(512, 1, 10)) {
      model.shut();
      call = generate(scheduler, SequenceOptions.DEFAULT, 5, 4000);
      model.awaitPass();
      var closing = Thread.ofPlatform().start(scheduler::close);
      await(() -> closing.getState() == Thread.State.WAITING);
      model.open();
      await(() -> !closing.isAlive());
      assertThatThrownBy(() -> scheduler.open(SequenceOptions.DEFAULT).score(List.of()))
          .isInstanceOf(IllegalStateException.class);
      var sequence = scheduler.open(SequenceOptions.DEFAULT);
      sequence.append(new int[] {1});
      assertThatThrownBy(() -> sequence.generate(GenerationRequest.of(1), TokenListener.NONE))
          .isInstanceOf(CancelledException.class);
    }
    assertThat(causeOf(call)).isInstanceOf(CancelledException.class);
  }

  @Test
  void runsHigherPriorityFirst() {
    try (var scheduler = scheduler(512, 1, 100)) {
      model.shut();
      var first = generate(scheduler, SequenceOptions.DEFAULT, 5, 20);
      model.awaitPass();
      List<CompletableFuture<GenerationResult>> calls = new ArrayList<>();
      for (int priority : new int[] {1, 3, 2}) {
        calls.add(
            generate(scheduler, SequenceOptions.DEFAULT.withPriority(priority), 50 + priority, 2));
      }
      await(() -> scheduler.unread() == 3);
      model.open();
      calls.forEach(call -> call.orTimeout(20, TimeUnit.SECONDS).join());
      first.orTimeout(20, TimeUnit.SECONDS).join();
      // A pass over a whole prompt tells whose turn it is.
      assertThat(model.passes()).filteredOn(rows -> rows > 50).containsExactly(53, 52, 51);
      assertThat(scheduler.statistics().preemptions()).isPositive();
    }
  }

  @Test
  void givesTheListenersExceptionToTheCallerAndStops() {
    try (var scheduler = scheduler(512, 4, 10)) {
      var sequence = scheduler.open(SequenceOptions.DEFAULT);
      sequence.append(new int[] {1, 2});
      assertThatThrownBy(() ->
              sequence.generate(
                  GenerationRequest.of(4000),
                  (token, bytes, logprob, kind) -> {
                    throw new UnsupportedOperationException("enough");
                  }))
          .hasMessage("enough");
      assertThat(sequence.length()).isEqualTo(2);
      assertThat(sequence.generate(GenerationRequest.of(5), TokenListener.NONE).tokens())
          .hasSize(5);
      sequence.close();
      await(() -> scheduler.statistics().running() == 0);
      assertAllPagesAreBack(scheduler);
    }
  }

  @Test
  void failsTheOneThatIsTooLargeForThePoolAndNoOther() {
    try (var scheduler = scheduler(8, 4, 10)) {
      var large = generate(scheduler, SequenceOptions.DEFAULT, 100, 4000);
      var small = generate(scheduler, SequenceOptions.DEFAULT, 20, 30);
      assertThat(causeOf(large))
          .isInstanceOf(OutOfPagesException.class)
          .hasMessageContaining("128");
      assertThat(small.orTimeout(20, TimeUnit.SECONDS).join().tokens()).hasSize(30);
      assertThat(causeOf(generate(scheduler, SequenceOptions.DEFAULT, 200, 1)))
          .isInstanceOf(OutOfPagesException.class);
      assertAllPagesAreBack(scheduler);
    }
  }

  @Test
  void computesAPrefixThatManyWaitForOnce() {
    try (var scheduler = scheduler(512, 64, 100);
        var parent = scheduler.open(SequenceOptions.DEFAULT)) {
      parent.append(new Random(1).ints(1000, 0, 256).toArray());
      List<CompletableFuture<Void>> branches = new ArrayList<>();
      for (int branch = 0; branch < 32; branch++) {
        var child = parent.fork();
        int token = branch;
        branches.add(
            CompletableFuture.runAsync(
                () -> {
                  try (child) {
                    child.append(new int[] {token, 7});
                    child.generate(GenerationRequest.of(3), TokenListener.NONE);
                  }
                },
                threads));
      }
      branches.forEach(branch -> branch.orTimeout(20, TimeUnit.SECONDS).join());
      // The prefix once, two tokens for each branch.
      assertThat(scheduler.statistics().prefilledTokens()).isEqualTo(1000 + 32 * 2);
      // The prefix's last token is left to the branch that runs first.
      assertThat(scheduler.statistics().cachedTokens()).isEqualTo(32 * 1000 - 1);
    }
  }

  @Test
  void leavesNobodyWaitingWhenTheThreadItselfFails() {
    var broken =
        new FaultyModel(model, 1, 0) {
          @Override
          public void copyPage(int fromPage, int toPage, int tokens) {
            throw new LinkageError("the device is gone");
          }
        };
    try (var scheduler =
        new Scheduler(broken, vocabulary.vocabulary(), SchedulerOptions.of(model.description()))) {
      var first = generate(scheduler, SequenceOptions.DEFAULT, 20, 2);
      assertThat(first.orTimeout(20, TimeUnit.SECONDS).join().tokens()).hasSize(2);
      // The same prompt again copies a partly filled page.
      assertThat(causeOf(generate(scheduler, SequenceOptions.DEFAULT, 20, 2)))
          .isInstanceOf(CancelledException.class)
          .hasMessageContaining("the device is gone");
      assertThat(causeOf(generate(scheduler, SequenceOptions.DEFAULT, 5, 2)))
          .isInstanceOf(CancelledException.class)
          .hasMessageContaining("the device is gone");
    }
  }

  @RepeatedTest(40)
  void givesAllPagesBackWhenCallsAreInterruptedAnywhere(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    try (var scheduler = scheduler(48, 4, 100)) {
      List<Thread> callers = new ArrayList<>();
      AtomicInteger unexpected = new AtomicInteger();
      for (int caller = 0; caller < 12; caller++) {
        long seed = random.nextLong();
        callers.add(Thread.ofVirtual().start(() -> interruptible(scheduler, seed, unexpected)));
      }
      // An interrupt after each few passes, wherever the calls are then.
      while (callers.stream().anyMatch(Thread::isAlive)) {
        callers.get(random.nextInt(callers.size())).interrupt();
        scheduler.checkInvariants();
      }
      assertThat(unexpected).hasValue(0);
      assertAllPagesAreBack(scheduler);
    }
  }

  private void interruptible(Scheduler scheduler, long seed, AtomicInteger unexpected) {
    Random random = new Random(seed);
    try (var sequence = scheduler.open(SequenceOptions.DEFAULT)) {
      sequence.append(new Random(random.nextInt(3)).ints(150, 0, 256).toArray());
      for (int call = 0; call < 5; call++) {
        try (var child = sequence.fork()) {
          child.append(random.ints(random.nextInt(20), 0, 256).toArray());
          if (random.nextBoolean()) {
            child.generate(GenerationRequest.of(1 + random.nextInt(100)), TokenListener.NONE);
          } else {
            child.score(List.of(new int[] {1, 2, 3}, new int[] {1, 4}));
          }
        }
      }
    } catch (CancelledException _) {
      // What was to be expected.
    } catch (RuntimeException exception) {
      unexpected.incrementAndGet();
      throw exception;
    }
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited for 30 s").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }
}
