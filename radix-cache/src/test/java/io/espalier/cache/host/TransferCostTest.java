package io.espalier.cache.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TransferCostTest {
  @Test
  void transfersPayAsLongAsNothingIsKnown() {
    var cost = new TransferCost(1 << 20);
    assertThat(cost.isLoadWorthwhile()).isTrue();
    assertThat(cost.isSaveWorthwhile(false)).isTrue();
  }

  @Test
  void aFastModelComputesInsteadOfLoading() {
    var cost = new TransferCost(1 << 20);
    // 1 MiB is assumed to take half a millisecond; 16 tokens of this model take 16 microseconds.
    cost.computed(512, 512_000);
    assertThat(cost.isLoadWorthwhile()).isFalse();
    assertThat(cost.isSaveWorthwhile(true)).isFalse();
  }

  @Test
  void aPageUsedOnceMustSaveMore() {
    var cost = new TransferCost(1 << 20);
    // 16 tokens take 2 ms; out and back together 1 ms.
    cost.computed(16, 2_000_000);
    assertThat(cost.isSaveWorthwhile(true)).isTrue();
    assertThat(cost.isSaveWorthwhile(false)).isFalse();
    assertThat(cost.isLoadWorthwhile()).isTrue();
  }

  @Test
  void whatDoesNotPayIsTriedOnceInAWhile() {
    var cost = new TransferCost(1 << 20);
    cost.computed(512, 512_000);
    int tried = 0;
    for (int i = 0; i < 640; i++) {
      tried += cost.isLoadWorthwhile() ? 1 : 0;
    }
    assertThat(tried).isEqualTo(10);
  }

  @Test
  void oneSlowTransferDoesNotDecide() {
    var cost = new TransferCost(1 << 20);
    cost.computed(16, 2_000_000);
    cost.loaded(5_000_000_000L);
    assertThat(cost.isLoadWorthwhile()).isTrue();
  }

  @Test
  void measuredTimesReplaceAssumedOnes() {
    var cost = new TransferCost(1 << 20);
    cost.computed(16, 2_000_000);
    for (int i = 0; i < 100; i++) {
      cost.loaded(50_000_000);
    }
    assertThat(cost.isLoadWorthwhile()).isFalse();
    for (int i = 0; i < 100; i++) {
      cost.computed(16, 90_000_000);
    }
    assertThat(cost.isLoadWorthwhile()).isTrue();
  }
}
