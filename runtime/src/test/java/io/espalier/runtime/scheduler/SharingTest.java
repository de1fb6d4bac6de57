package io.espalier.runtime.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.runtime.model.simulated.SimulatedCost;
import io.espalier.runtime.model.simulated.SimulatedModel;
import io.espalier.runtime.model.simulated.SimulatedVocabulary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How much of what could be shared is shared.
@Timeout(60)
class SharingTest {
  private static final SimulatedVocabulary VOCABULARY = new SimulatedVocabulary(300);

  private static Scheduler scheduler(SchedulerOptions options) {
    return new Scheduler(
        new SimulatedModel(300, 4096, 11, SimulatedCost.NONE), VOCABULARY.vocabulary(), options);
  }

  private static SchedulerOptions options() {
    return SchedulerOptions.of(new SimulatedModel(300, 4096, 11, SimulatedCost.NONE).description())
        .withPages(8192)
        .withWorkers(0);
  }

  /// Prompts of a random tree: groups below groups, each with a text of its own.
  private static List<int[]> prompts(Random random) {
    List<int[]> prompts = new ArrayList<>();
    grow(new int[0], random, 0, prompts);
    Collections.shuffle(prompts, random);
    return prompts;
  }

  private static void grow(int[] prefix, Random random, int depth, List<int[]> prompts) {
    int added = 5 + random.nextInt(120);
    int[] tokens = Arrays.copyOf(prefix, prefix.length + added);
    for (int index = prefix.length; index < tokens.length; index++) {
      tokens[index] = random.nextInt(256);
    }
    if (depth == 3) {
      prompts.add(tokens);
      return;
    }
    int children = 2 + random.nextInt(4);
    for (int child = 0; child < children; child++) {
      grow(tokens, random, depth + 1, prompts);
    }
  }

  /// Tokens that any engine must compute: the nodes of the prompts' trie.
  private static long leastTokens(List<int[]> prompts) {
    Set<Long> nodes = new HashSet<>();
    for (int[] prompt : prompts) {
      long path = 1;
      for (int token : prompt) {
        path = ((path * 0x9E3779B97F4A7C15L) ^ token) * 0xD6E8FEB86659FD93L;
        nodes.add(path);
      }
    }
    return nodes.size();
  }

  private static void runAll(Scheduler scheduler, List<int[]> prompts, ExecutorService threads) {
    List<CompletableFuture<Void>> calls = new ArrayList<>();
    for (int[] prompt : prompts) {
      calls.add(
          CompletableFuture.runAsync(
              () -> {
                try (var sequence = scheduler.open(SequenceOptions.DEFAULT)) {
                  sequence.append(prompt);
                  sequence.generate(GenerationRequest.of(2), TokenListener.NONE);
                }
              },
              threads));
    }
    calls.forEach(call -> call.orTimeout(30, TimeUnit.SECONDS).join());
  }

  @RepeatedTest(10)
  void computesHardlyMoreThanTheOfflineOptimum(RepetitionInfo repetition) {
    var prompts = prompts(new Random(repetition.getCurrentRepetition()));
    long all = prompts.stream().mapToLong(prompt -> prompt.length).sum();
    long least = leastTokens(prompts);
    try (var scheduler = scheduler(options().withPrefillAhead(false));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      runAll(scheduler, prompts, threads);
      double best = (double) (all - least) / all;
      double rate = scheduler.statistics().hitRate();
      // Which calls come first is up to the threads; 0.992 to 1 is usual.
      assertThat(rate / best).isGreaterThan(0.97);
    }
  }

  @Test
  void runsAForkOfTenThousandBranches() {
    try (var scheduler = scheduler(options());
        var parent = scheduler.open(SequenceOptions.DEFAULT);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      parent.append(new Random(1).ints(50, 0, 256).toArray());
      List<CompletableFuture<Void>> branches = new ArrayList<>();
      for (int branch = 0; branch < 10_000; branch++) {
        var child = parent.fork();
        int token = branch % 256;
        branches.add(
            CompletableFuture.runAsync(
                () -> {
                  try (child) {
                    child.append(new int[] {token, token / 7});
                    child.generate(GenerationRequest.of(2), TokenListener.NONE);
                  }
                },
                threads));
      }
      branches.forEach(branch -> branch.orTimeout(30, TimeUnit.SECONDS).join());
      scheduler.checkInvariants();
      assertThat(scheduler.statistics().hitRate()).isGreaterThan(0.95);
    }
  }

  @Test
  void letsNothingStarveBehindAPopularPrefix() {
    var options = options().withBatch(1, 256).withOrder(16, 8);
    try (var scheduler = scheduler(options);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      int[] popular = new Random(1).ints(100, 0, 256).toArray();
      int[] lonely = new Random(2).ints(100, 0, 256).toArray();
      List<int[]> prompts = new ArrayList<>(Collections.nCopies(200, popular));
      prompts.add(1, lonely);
      runAll(scheduler, prompts, threads);
      assertThat(scheduler.statistics().sampledTokens()).isEqualTo(2 * 201);
    }
  }
}
