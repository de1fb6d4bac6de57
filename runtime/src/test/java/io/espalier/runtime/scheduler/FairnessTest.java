package io.espalier.runtime.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.runtime.model.ForwardBatch;
import io.espalier.runtime.model.Logits;
import io.espalier.runtime.model.Model;
import io.espalier.runtime.model.simulated.SimulatedCost;
import io.espalier.runtime.model.simulated.SimulatedModel;
import io.espalier.runtime.model.simulated.SimulatedVocabulary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Timeout;

/// In which order waiting calls run, by what the model sees.
@Timeout(60)
class FairnessTest {
  private static final int CALLS = 40;

  private final SimulatedVocabulary vocabulary = new SimulatedVocabulary(400);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final NotingModel noting =
      new NotingModel(new SimulatedModel(400, 4096, 9, SimulatedCost.NONE));
  private final GatedModel model = new GatedModel(noting);

  @AfterEach
  void stopThreads() {
    model.open();
    threads.shutdownNow();
  }

  private Scheduler scheduler(int running, int patience) {
    return new Scheduler(
        model,
        vocabulary.vocabulary(),
        SchedulerOptions.of(model.description())
            .withPages(2048)
            .withBatch(running, 1024)
            .withOrder(16, patience)
            .withWorkers(0));
  }

  private CompletableFuture<GenerationResult> submit(
      Scheduler scheduler, int priority, int[] prompt) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (var sequence = scheduler.open(SequenceOptions.DEFAULT.withPriority(priority))) {
            sequence.append(prompt);
            return sequence.generate(GenerationRequest.of(1), TokenListener.NONE);
          }
        },
        threads);
  }

  /// Prompts share beginnings at random and are shorter than what is prefilled ahead; the last
  /// token names the call.
  private static int[] prompt(Random random, int call) {
    int[] prompt = new int[2 + random.nextInt(60)];
    Arrays.fill(prompt, random.nextInt(3));
    prompt[prompt.length - 1] = 100 + call;
    return prompt;
  }

  @RepeatedTest(30)
  void runsPrioritiesInOrderAndLetsNoneBeOvertakenTooOften(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    int patience = random.nextInt(6);
    int[] priority = random.ints(CALLS, 0, 3).toArray();
    try (var scheduler = scheduler(1, patience)) {
      model.shut();
      List<CompletableFuture<GenerationResult>> calls = new ArrayList<>();
      calls.add(submit(scheduler, 9, new int[] {1, 2, 99}));
      model.awaitPass();
      for (int call = 0; call < CALLS; call++) {
        int unread = scheduler.unread();
        calls.add(submit(scheduler, priority[call], prompt(random, call)));
        // The scheduler's thread stands in the pass and reads nothing, so arrivals are in order.
        while (scheduler.unread() == unread) {
          Thread.onSpinWait();
        }
      }
      model.open();
      calls.forEach(call -> call.orTimeout(20, TimeUnit.SECONDS).join());
    }
    List<Integer> order = noting.lastTokens.stream().skip(1).map(token -> token - 100).toList();
    assertThat(order).hasSize(CALLS).doesNotHaveDuplicates();
    for (int at = 1; at < CALLS; at++) {
      assertThat(priority[order.get(at)]).isLessThanOrEqualTo(priority[order.get(at - 1)]);
    }
    for (int at = 0; at < CALLS; at++) {
      int call = order.get(at);
      long overtakers =
          order.subList(0, at).stream()
              .filter(other -> priority[other] == priority[call] && other > call)
              .count();
      assertThat(overtakers).isLessThanOrEqualTo(patience);
    }
  }

  /// Notes the last token of each pass.
  private static final class NotingModel extends WrappedModel {
    final List<Integer> lastTokens = new CopyOnWriteArrayList<>();

    NotingModel(Model model) {
      super(model);
    }

    @Override
    public void forward(ForwardBatch batch, Logits logits) {
      lastTokens.add(batch.token(batch.rows() - 1));
      super.forward(batch, logits);
    }
  }
}
