package io.espalier.runtime.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.cache.host.HostTierException;
import io.espalier.runtime.model.simulated.SimulatedCost;
import io.espalier.runtime.model.simulated.SimulatedModel;
import io.espalier.runtime.model.simulated.SimulatedVocabulary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A second tier changes what is computed, never what comes out.
@Timeout(60)
class SpillTest {
  private static final SimulatedVocabulary VOCABULARY = new SimulatedVocabulary(300);

  @TempDir Path temporary;

  private static Scheduler scheduler(SpillOptions spill) {
    var model = new SimulatedModel(300, 4096, 11, SimulatedCost.NONE);
    return new Scheduler(
        model,
        VOCABULARY.vocabulary(),
        SchedulerOptions.of(model.description()).withPages(72).withWorkers(0).withSpill(spill));
  }

  private static int[] generate(Scheduler scheduler, int[] prompt, int count) {
    try (var sequence = scheduler.open(SequenceOptions.DEFAULT)) {
      sequence.append(prompt);
      sequence.generate(GenerationRequest.of(count), TokenListener.NONE);
      scheduler.checkInvariants();
      return sequence.tokens();
    }
  }

  /// Prompts that share beginnings, more than the pool holds, each several times.
  private static List<int[]> prompts(Random random) {
    var prompts = new ArrayList<int[]>();
    for (int group = 0; group < 4; group++) {
      int[] start = random.ints(200 + random.nextInt(300), 0, 256).toArray();
      for (int one = 0; one < 3; one++) {
        int added = 1 + random.nextInt(60);
        int[] prompt = java.util.Arrays.copyOf(start, start.length + added);
        for (int index = start.length; index < prompt.length; index++) {
          prompt[index] = random.nextInt(256);
        }
        prompts.add(prompt);
        prompts.add(prompt);
      }
    }
    java.util.Collections.shuffle(prompts, random);
    return prompts;
  }

  @RepeatedTest(20)
  void theSameTokensComeOutWithAndWithoutIt(RepetitionInfo repetition) {
    var random = new Random(repetition.getCurrentRepetition());
    List<int[]> prompts = prompts(random);
    int pages = 1 + random.nextInt(200);
    long bytes = pages * 16L * Long.BYTES;
    SpillOptions spill =
        random.nextBoolean() ? SpillOptions.memory(bytes) : SpillOptions.file(bytes);
    boolean always = random.nextBoolean();
    try (Scheduler plain = scheduler(SpillOptions.NONE);
        Scheduler spilling = scheduler(always ? spill.withoutCosts() : spill)) {
      for (int[] prompt : prompts) {
        assertThat(generate(spilling, prompt, 20)).isEqualTo(generate(plain, prompt, 20));
      }
      SchedulerStatistics statistics = spilling.statistics();
      assertThat(statistics.host().places()).isEqualTo(pages);
      assertThat(statistics.host().saved() + statistics.host().declined()).isPositive();
      if (always) {
        assertThat(statistics.host().declined()).isZero();
      }
      assertThat(statistics.prefilledTokens() + statistics.cachedTokens())
          .isEqualTo(plain.statistics().prefilledTokens() + plain.statistics().cachedTokens());
    }
  }

  @Test
  void whatWasPushedOutIsNotComputedAgain() {
    var random = new Random(3);
    int[] first = random.ints(600, 0, 256).toArray();
    int[] second = random.ints(1000, 0, 256).toArray();
    try (Scheduler scheduler = scheduler(SpillOptions.memory(1 << 20).withoutCosts())) {
      generate(scheduler, first, 2);
      generate(scheduler, second, 2);
      long before = scheduler.statistics().prefilledTokens();
      generate(scheduler, first, 2);
      SchedulerStatistics after = scheduler.statistics();
      assertThat(after.host().loaded()).isGreaterThan(20);
      assertThat(after.prefilledTokens() - before).isLessThan(300);
    }
  }

  @Test
  void aFolderBringsPagesToTheNextRun() {
    int[] prompt = new Random(5).ints(500, 0, 256).toArray();
    var spill = new SpillOptions(1 << 20, true, temporary.resolve("cache"), "simulated:11", false);
    int[] expected;
    try (Scheduler scheduler = scheduler(spill)) {
      expected = generate(scheduler, prompt, 8);
    }
    try (Scheduler scheduler = scheduler(spill)) {
      assertThat(generate(scheduler, prompt, 8)).isEqualTo(expected);
      assertThat(scheduler.statistics().cachedTokens()).isEqualTo(496);
      assertThat(scheduler.statistics().prefilledTokens()).isEqualTo(4);
    }
  }

  @Test
  void aFolderInUseIsRefusedByName() {
    var spill = new SpillOptions(1 << 20, true, temporary.resolve("cache"), "simulated:11", false);
    try (Scheduler scheduler = scheduler(spill)) {
      assertThat(scheduler.statistics().host().places()).isPositive();
      assertThatThrownBy(() -> scheduler(spill))
          .isInstanceOf(HostTierException.class)
          .hasMessageContaining("in use");
    }
  }

  @Test
  void lessThanAPageIsRefused() {
    assertThatThrownBy(() -> scheduler(SpillOptions.memory(100)))
        .isInstanceOf(HostTierException.class)
        .hasMessageContaining("less than a page of 128");
  }
}
