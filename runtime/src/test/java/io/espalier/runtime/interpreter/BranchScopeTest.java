package io.espalier.runtime.interpreter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.runtime.interpreter.BranchScope.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class BranchScopeTest {

  @Test
  void returnsValuesInTheOrderOfTheBranches() throws Exception {
    var branches = new ArrayList<Callable<Integer>>();
    for (int i = 0; i < 1000; i++) {
      int index = i;
      branches.add(() -> index);
    }
    var result = BranchScope.run(branches, "fork", Policy.ALL_OR_NOTHING);
    assertThat(result.branches().stream().map(BranchScope.Ended::value))
        .containsExactlyElementsOf(java.util.stream.IntStream.range(0, 1000).boxed().toList());
    assertThat(result.decisive()).isEqualTo(-1);
  }

  @Test
  void theFirstFailureInterruptsTheSiblingsAndAllHaveEnded() throws Exception {
    var ended = new AtomicInteger();
    Callable<Integer> waits =
        () -> {
          try {
            new CountDownLatch(1).await();
            return 1;
          } finally {
            ended.incrementAndGet();
          }
        };
    Callable<Integer> fails =
        () -> {
          throw new IllegalArgumentException("no");
        };
    var result = BranchScope.run(List.of(waits, fails, waits), "fork", Policy.ALL_OR_NOTHING);
    assertThat(result.decisive()).isEqualTo(1);
    assertThat(result.failure(1)).hasMessage("no");
    assertThat(ended).hasValue(2);
  }

  @Test
  void aCollectingScopeLetsEveryBranchEnd() throws Exception {
    Callable<Integer> fails =
        () -> {
          throw new IllegalArgumentException("no");
        };
    var result = BranchScope.run(List.of(fails, () -> 7), "fork", Policy.COLLECT);
    assertThat(result.branches().get(1).value()).isEqualTo(7);
    assertThat(result.failure(0)).hasMessage("no");
  }

  @Test
  void aRaceTakesTheFirstValueAndCancelsTheRest() throws Exception {
    Callable<Integer> waits =
        () -> {
          new CountDownLatch(1).await();
          return 1;
        };
    var result = BranchScope.run(List.of(waits, () -> 7, waits), "race", Policy.FIRST);
    assertThat(result.decisive()).isEqualTo(1);
    assertThat(result.failure(0)).isInstanceOf(InterruptedException.class);
  }

  @Test
  void anInterruptOfTheCallerReachesEveryBranch() throws Exception {
    var started = new CountDownLatch(2);
    var interrupted = new AtomicInteger();
    Callable<Integer> waits =
        () -> {
          started.countDown();
          try {
            new CountDownLatch(1).await();
            return 1;
          } catch (InterruptedException e) {
            interrupted.incrementAndGet();
            throw e;
          }
        };
    var caught = new ArrayList<Throwable>();
    Thread caller =
        Thread.ofVirtual()
            .start(() -> {
              try {
                BranchScope.run(List.of(waits, waits), "fork", Policy.COLLECT);
              } catch (InterruptedException e) {
                caught.add(e);
              }
            });
    started.await();
    caller.interrupt();
    caller.join();
    assertThat(caught).hasSize(1);
    assertThat(interrupted).hasValue(2);
  }

  @Test
  void noBranchesGiveNoResults() throws Exception {
    assertThat(BranchScope.run(List.<Callable<Integer>>of(), "fork", Policy.FIRST).branches())
        .isEmpty();
    assertThatThrownBy(
            () -> BranchScope.run(List.<Callable<Integer>>of(), "fork", Policy.FIRST).failure(0))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
