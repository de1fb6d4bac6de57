package io.espalier.runtime.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.runtime.model.simulated.SimulatedCost;
import io.espalier.runtime.model.simulated.SimulatedModel;
import io.espalier.runtime.model.simulated.SimulatedVocabulary;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Prefills that nobody waits for: several of one sequence at a time.
@Timeout(30)
class PrefillAheadTest {
  private final SimulatedVocabulary vocabulary = new SimulatedVocabulary(300);
  private final GatedModel model =
      new GatedModel(new SimulatedModel(300, 1024, 3, SimulatedCost.NONE));

  private Scheduler scheduler() {
    return new Scheduler(
        model,
        vocabulary.vocabulary(),
        SchedulerOptions.of(model.description()).withPages(256).withWorkers(0).withBatch(1, 64));
  }

  private static int[] text(int seed, int length) {
    return new Random(seed).ints(length, 0, 256).toArray();
  }

  @Test
  void endsEveryOneOfThemWithItsSequence() {
    try (var scheduler = scheduler()) {
      model.shut();
      try (var sequence = scheduler.open(SequenceOptions.DEFAULT)) {
        sequence.append(text(1, 200));
        model.awaitPass();
        sequence.append(text(2, 200));
        sequence.append(text(3, 200));
      }
      model.open();
      // Read behind the cancellations and the close, in the order sent.
      SchedulerStatistics after = scheduler.statistics();
      assertThat(after.running() + after.waiting()).isZero();
      assertThat(after.usedPages()).isZero();
      assertThat(after.prefilledTokens()).isEqualTo(64);
      scheduler.checkInvariants();
    }
  }

  @RepeatedTest(20)
  void countsEveryOneOfThemOnce() {
    try (var scheduler = scheduler();
        var sequence = scheduler.open(SequenceOptions.DEFAULT)) {
      for (int part = 0; part < 4; part++) {
        sequence.append(text(part, 100));
      }
      sequence.generate(GenerationRequest.of(2), TokenListener.NONE);
      assertThat(sequence.usage().prefilled()).isEqualTo(scheduler.statistics().prefilledTokens());
    }
  }
}
