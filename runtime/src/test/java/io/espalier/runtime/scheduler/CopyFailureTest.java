package io.espalier.runtime.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.runtime.model.simulated.SimulatedCost;
import io.espalier.runtime.model.simulated.SimulatedModel;
import io.espalier.runtime.model.simulated.SimulatedVocabulary;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A page that cannot be copied fails the call that needed it and nothing else.
@Timeout(30)
class CopyFailureTest {
  private final SimulatedVocabulary vocabulary = new SimulatedVocabulary(300);

  @Test
  void failsOnlyTheCallThatNeededThePage() {
    var model = new UncopyingModel(new SimulatedModel(300, 512, 3, SimulatedCost.NONE));
    var options = SchedulerOptions.of(model.description()).withPages(64).withWorkers(0);
    int[] text = new Random(1).ints(40, 0, 256).toArray();
    try (var scheduler = new Scheduler(model, vocabulary.vocabulary(), options);
        var first = scheduler.open(SequenceOptions.DEFAULT);
        var second = scheduler.open(SequenceOptions.DEFAULT);
        var third = scheduler.open(SequenceOptions.DEFAULT)) {
      first.append(text);
      int[] expected = first.generate(GenerationRequest.of(4), TokenListener.NONE).tokens();
      second.append(text);
      model.broken = true;
      assertThatThrownBy(() -> second.generate(GenerationRequest.of(4), TokenListener.NONE))
          .isInstanceOf(ModelFailureException.class)
          .hasMessageContaining("copy a page");
      scheduler.checkInvariants();
      model.broken = false;
      third.append(text);
      assertThat(third.generate(GenerationRequest.of(4), TokenListener.NONE).tokens())
          .isEqualTo(expected);
      // A call that failed leaves its sequence as before.
      assertThat(second.generate(GenerationRequest.of(4), TokenListener.NONE).tokens())
          .isEqualTo(expected);
      assertThat(scheduler.statistics().failures()).isEqualTo(1);
      assertThat(scheduler.statistics().usedPages()).isZero();
      scheduler.checkInvariants();
    }
  }

  private static final class UncopyingModel extends FaultyModel {
    boolean broken;

    UncopyingModel(SimulatedModel model) {
      super(model, 1, 0);
    }

    @Override
    public void copyPage(int fromPage, int toPage, int tokens) {
      if (broken) {
        throw new IllegalStateException("copying is broken");
      }
      super.copyPage(fromPage, toPage, tokens);
    }
  }
}
