package io.espalier.runtime.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

class PairMergerTest {
  /// The heap against plain scanning, with few symbols and equal ranks so that merges meet.
  @RepeatedTest(300)
  void mergesByHeapAsByScanning(RepetitionInfo repetition) {
    var random = new Random(repetition.getCurrentRepetition());
    int symbols = 2 + random.nextInt(4);
    var merges = new MergeTable(4);
    int next = symbols;
    for (int i = 0; i < 30; i++) {
      merges.add(random.nextInt(next), random.nextInt(next), random.nextInt(10), next++);
    }
    int count = repetition.getCurrentRepetition();
    int[] text = random.ints(count, 0, symbols).toArray();
    if (count > 10) {
      text[random.nextInt(count)] = -1; // an unknown symbol never merges
    }
    assertThat(merged(merges, text, false)).isEqualTo(merged(merges, text, true));
  }

  private static int[][] merged(MergeTable merges, int[] text, boolean heap) {
    var merger = new PairMerger(merges);
    merger.reserve(text.length);
    for (int i = 0; i < text.length; i++) {
      merger.symbols[i] = text[i];
      merger.starts[i] = i;
    }
    int count = heap ? merger.mergeByHeap(text.length) : merger.mergeByScanning(text.length);
    return new int[][] {Arrays.copyOf(merger.symbols, count), Arrays.copyOf(merger.starts, count)};
  }
}
