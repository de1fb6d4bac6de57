package io.espalier.runtime.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.runtime.model.simulated.SimulatedCost;
import io.espalier.runtime.model.simulated.SimulatedModel;
import io.espalier.runtime.model.simulated.SimulatedVocabulary;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What an open sequence will come back to goes last, whatever became of its calls meanwhile.
@Timeout(30)
class HoldTest {
  private final SimulatedVocabulary vocabulary = new SimulatedVocabulary(300);
  private final GatedModel model =
      new GatedModel(new SimulatedModel(300, 1024, 3, SimulatedCost.NONE));

  private static int[] text(int seed, int length) {
    return new Random(seed).ints(length, 0, 256).toArray();
  }

  private CompletableFuture<GenerationResult> start(Sequence sequence) {
    var result = new CompletableFuture<GenerationResult>();
    Thread.startVirtualThread(() -> {
      try {
        result.complete(sequence.generate(GenerationRequest.of(2), TokenListener.NONE));
      } catch (RuntimeException exception) {
        result.completeExceptionally(exception);
      }
    });
    return result;
  }

  @Test
  void keepsThePrefixOfASequenceWhoseQueuedCallsWereCancelled() {
    var options =
        SchedulerOptions.of(model.description()).withPages(64).withWorkers(0).withBatch(1, 512);
    try (var scheduler = new Scheduler(model, vocabulary.vocabulary(), options);
        var kept = scheduler.open(SequenceOptions.DEFAULT);
        var busy = scheduler.open(SequenceOptions.DEFAULT)) {
      kept.append(text(1, 320));
      kept.generate(GenerationRequest.of(2), TokenListener.NONE);
      int length = kept.length();
      busy.append(text(2, 20));
      model.shut();
      var running = start(busy);
      model.awaitPass();
      // Two calls wait and are cancelled there: the prefill ahead, then the generation.
      kept.append(text(3, 100));
      var waiting = start(kept);
      while (scheduler.unread() < 4) {
        kept.cancel();
      }
      model.open();
      running.orTimeout(20, TimeUnit.SECONDS).join();
      waiting.orTimeout(20, TimeUnit.SECONDS).exceptionally(_ -> null).join();
      kept.truncate(length);
      for (int index = 0; index < 10; index++) {
        try (var other = scheduler.open(SequenceOptions.DEFAULT)) {
          other.append(text(10 + index, 300));
          other.generate(GenerationRequest.of(2), TokenListener.NONE);
        }
      }
      assertThat(scheduler.statistics().cache().evictedPages()).isGreaterThan(100);
      long before = kept.usage().prefilled();
      kept.append(new int[] {7});
      kept.generate(GenerationRequest.of(2), TokenListener.NONE);
      // The token generated last, whose logits nobody asked for, and the one appended.
      assertThat(kept.usage().prefilled() - before).isEqualTo(2);
      scheduler.checkInvariants();
    }
  }
}
