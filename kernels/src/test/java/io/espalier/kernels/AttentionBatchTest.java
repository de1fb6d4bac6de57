package io.espalier.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

final class AttentionBatchTest {
  @Test
  void storesLinearRowsWhereThePageTableHasTheirPosition() {
    AttentionBatch batch = new AttentionBatch();
    int first = batch.addSequence(new int[] {7, 3}, 2, 15, 3);

    assertThat(first).isZero();
    assertThat(batch.rows()).isEqualTo(3);
    assertThat(new int[] {batch.slot(0), batch.slot(1), batch.slot(2)})
        .containsExactly(7 * 16 + 15, 48, 49);
    assertThat(new int[] {batch.position(0), batch.position(2)}).containsExactly(15, 17);
    assertThat(new int[] {batch.parent(0), batch.parent(2)}).containsExactly(-1, 1);
  }

  @Test
  void placesTreeRowsByDepth() {
    AttentionBatch batch = new AttentionBatch();
    batch.addSequence(new int[] {0}, 1, 0, 2);
    batch.beginTree(new int[] {1, 2}, 2, 20);
    int root = batch.addTreeRow(-1, 50);
    int left = batch.addTreeRow(root, 51);
    int right = batch.addTreeRow(root, 52);

    assertThat(new int[] {root, left, right}).containsExactly(2, 3, 4);
    assertThat(new int[] {batch.position(root), batch.position(left), batch.position(right)})
        .containsExactly(20, 21, 21);
    assertThat(batch.isTree(1)).isTrue();
    assertThat(batch.firstRow(1)).isEqualTo(2);
    assertThat(batch.endRow(1)).isEqualTo(5);
  }

  @Test
  void countsOnlyFullPagesOfBothContextsAsShared() {
    AttentionBatch batch = new AttentionBatch();
    batch.addSequence(new int[] {4, 5, 6}, 3, 40, 1);
    batch.addSequence(new int[] {4, 5, 6, 7}, 4, 50, 1);
    batch.addSequence(new int[] {4, 9, 6, 7}, 4, 50, 1);

    assertThat(batch.sharedPages(0)).isZero();
    assertThat(batch.sharedPages(1)).isEqualTo(2);
    assertThat(batch.sharedPages(2)).isEqualTo(1);
  }

  @Test
  void growsAndIsReusable() {
    AttentionBatch batch = new AttentionBatch();
    for (int round = 0; round < 2; round++) {
      batch.clear();
      for (int s = 0; s < 100; s++) {
        batch.addSequence(new int[] {s, s + 100}, 2, 10, 20);
      }
      assertThat(batch.rows()).isEqualTo(2000);
      assertThat(batch.page(99, 1)).isEqualTo(199);
      assertThat(batch.sequenceOf(1999)).isEqualTo(99);
    }
  }

  @Test
  void refusesWhatDoesNotFit() {
    AttentionBatch batch = new AttentionBatch();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> batch.addSequence(new int[] {0}, 1, 17, 1))
        .withMessage("a context of 17 tokens does not fit 1 pages");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> batch.addSequence(new int[] {0}, 1, 10, 7))
        .withMessageContaining("position 16");
    batch.clear();
    batch.addSequence(new int[] {0}, 1, 0, 1);
    assertThatIllegalStateException().isThrownBy(() -> batch.addTreeRow(-1, 0));
    batch.beginTree(new int[] {0}, 1, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> batch.addTreeRow(0, 3))
        .withMessageContaining("no earlier row");
  }
}
