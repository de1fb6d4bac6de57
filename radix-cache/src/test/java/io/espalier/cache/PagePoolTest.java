package io.espalier.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class PagePoolTest {
  @Test
  void handsOutTheLowestPageFirstAndTheLastFreedNext() {
    PagePool pool = new PagePool(3);
    assertThat(pool.allocate()).isZero();
    assertThat(pool.allocate()).isEqualTo(1);
    pool.free(0);
    assertThat(pool.allocate()).isZero();
    assertThat(pool.allocate()).isEqualTo(2);
    assertThat(pool.allocate()).isEqualTo(-1);
  }

  @Test
  void refusesToHoldNothing() {
    assertThatThrownBy(() -> new PagePool(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 or more");
  }

  @RepeatedTest(50)
  void agreesWithASet(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    PagePool pool = new PagePool(1 + random.nextInt(40));
    Set<Integer> taken = new HashSet<>();
    for (int step = 0; step < 300; step++) {
      if (random.nextBoolean()) {
        int page = pool.allocate();
        if (taken.size() == pool.capacity()) {
          assertThat(page).isEqualTo(-1);
        } else {
          assertThat(page).isBetween(0, pool.capacity() - 1);
          assertThat(taken.add(page)).isTrue();
        }
      } else if (!taken.isEmpty()) {
        int page = taken.iterator().next();
        taken.remove(page);
        pool.free(page);
      }
      assertThat(pool.freePages()).isEqualTo(pool.capacity() - taken.size());
      for (int page = 0; page < pool.capacity(); page++) {
        assertThat(pool.isFree(page)).isEqualTo(!taken.contains(page));
      }
    }
  }
}
