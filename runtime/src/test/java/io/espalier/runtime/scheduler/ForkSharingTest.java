package io.espalier.runtime.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.runtime.model.simulated.SimulatedCost;
import io.espalier.runtime.model.simulated.SimulatedModel;
import io.espalier.runtime.model.simulated.SimulatedVocabulary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Timeout;

/// What the branches of a fork share is computed once, to the token, whoever comes first.
@Timeout(60)
class ForkSharingTest {
  private static final SimulatedVocabulary VOCABULARY = new SimulatedVocabulary(300);

  private static int[] text(Random random, int length) {
    return random.ints(length, 0, 256).toArray();
  }

  private static CompletableFuture<int[]> start(
      Sequence branch, int[] own, boolean scores, ExecutorService threads) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (branch) {
            branch.append(own);
            if (scores) {
              branch.score(List.of(new int[] {1, 2}, new int[] {3}));
              return new int[0];
            }
            return branch.generate(GenerationRequest.of(6), TokenListener.NONE).tokens();
          }
        },
        threads);
  }

  /// Branches that begin alike for `common` tokens and then with different ones.
  private static List<int[]> branches(Random random, int count, int common) {
    int[] shared = text(random, common);
    List<int[]> texts = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      int[] tokens = Arrays.copyOf(shared, common + 2 + random.nextInt(20));
      tokens[common] = index;
      for (int at = common + 1; at < tokens.length; at++) {
        tokens[at] = random.nextInt(256);
      }
      texts.add(tokens);
    }
    return texts;
  }

  private static long distinct(int[] parent, List<int[]> branches, int common) {
    return parent.length
        + common
        + branches.stream().mapToLong(branch -> branch.length - common).sum();
  }

  private static SimulatedModel model(int seed) {
    return new SimulatedModel(300, 4096, seed, SimulatedCost.NONE);
  }

  private static List<int[]> alone(int seed, int[] parent, List<int[]> texts) {
    try (var scheduler =
        new Scheduler(
            model(seed),
            VOCABULARY.vocabulary(),
            SchedulerOptions.of(model(seed).description()).withPages(2048).withCache(false))) {
      List<int[]> results = new ArrayList<>();
      for (int[] own : texts) {
        try (var sequence = scheduler.open(SequenceOptions.DEFAULT)) {
          sequence.append(parent);
          sequence.append(own);
          results.add(sequence.generate(GenerationRequest.of(6), TokenListener.NONE).tokens());
        }
      }
      return results;
    }
  }

  @RepeatedTest(40)
  void computesWhatBranchesShareOnce(RepetitionInfo repetition) {
    int seed = repetition.getCurrentRepetition();
    Random random = new Random(seed);
    int[] parentText = text(random, 1 + random.nextInt(40));
    int common = random.nextInt(40);
    List<int[]> texts = branches(random, 2 + random.nextInt(6), common);
    boolean scores = random.nextInt(3) == 0;
    var gated = new GatedModel(model(seed));
    var options =
        SchedulerOptions.of(gated.description())
            .withPages(2048)
            .withWorkers(0)
            .withPrefillAhead(random.nextBoolean());
    try (var scheduler = new Scheduler(gated, VOCABULARY.vocabulary(), options);
        var parent = scheduler.open(SequenceOptions.DEFAULT);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      parent.append(parentText);
      List<CompletableFuture<int[]>> calls = new ArrayList<>();
      // All at once, or the others while the first one's pass is running.
      boolean together = random.nextBoolean();
      gated.shut();
      for (int[] own : texts) {
        calls.add(start(parent.fork(), own, scores, threads));
        if (!together && calls.size() == 1) {
          gated.awaitPass();
        }
      }
      gated.open();
      List<int[]> results =
          calls.stream().map(call -> call.orTimeout(30, TimeUnit.SECONDS).join()).toList();
      scheduler.checkInvariants();
      assertThat(scheduler.statistics().prefilledTokens())
          .isEqualTo(distinct(parentText, texts, common));
      if (!scores) {
        assertThat(results).containsExactlyElementsOf(alone(seed, parentText, texts));
      }
    }
  }
}
