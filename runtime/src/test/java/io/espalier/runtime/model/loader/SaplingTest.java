package io.espalier.runtime.model.loader;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.kernels.cpu.CpuKernels;
import io.espalier.runtime.model.ForwardBatch;
import io.espalier.runtime.model.Logits;
import io.espalier.runtime.model.config.BoundedJson;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SaplingTest {
  private static final double ROUNDING = 0.01;

  @Test
  void continuesAsItsTrainingSays() throws Exception {
    var reference = BoundedJson.readFile(Path.of("..", "notebooks", "sapling", "reference.json"));
    try (var kernels = new CpuKernels(2);
        var sapling =
            new ModelLoader(LoadOptions.of(kernels), LoadListener.NONE).load(ModelLoader.BUNDLED)) {
      assertThat(sapling.description().name()).isEqualTo("sapling");
      assertThat(sapling.description().format()).isEqualTo("Q8_0");
      sapling.model().allocatePages(64);
      assertThat(reference.path("entries").size()).isPositive();
      for (JsonNode entry : reference.path("entries")) {
        int[] expected = wholes(entry.path("greedy"));
        int[] actual = continueGreedily(sapling, wholes(entry.path("prompt")), expected.length);
        int length = lengthCarriedByMargins(entry, expected.length);
        assertThat(Arrays.copyOf(actual, length)).isEqualTo(Arrays.copyOf(expected, length));
      }
    }
  }

  /// A step whose two best logits are closer than rounding may go either way, and what follows it.
  private static int lengthCarriedByMargins(JsonNode entry, int length) {
    for (int i = 0; i < length; i++) {
      if (entry.path("margins").get(i).doubleValue() < ROUNDING) {
        return i;
      }
    }
    return length;
  }

  private static int[] continueGreedily(LoadedModel loaded, int[] prompt, int count) {
    int[] pages = new int[64];
    Arrays.setAll(pages, i -> i);
    var batch = new ForwardBatch();
    var logits = new Logits(loaded.description().vocabularySize());
    int[] tokens = new int[count];
    batch.addSequence(pages, 0);
    for (int i = 0; i < prompt.length; i++) {
      batch.addRow(prompt[i], i == prompt.length - 1);
    }
    for (int step = 0; step < count; step++) {
      loaded.model().forward(batch, logits);
      int best = 0;
      for (int t = 1; t < logits.vocabularySize(); t++) {
        if (logits.values()[t] > logits.values()[best]) {
          best = t;
        }
      }
      tokens[step] = best;
      batch.clear();
      batch.addSequence(pages, prompt.length + step);
      batch.addRow(best, true);
    }
    return tokens;
  }

  private static int[] wholes(JsonNode array) {
    int[] values = new int[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).asInt();
    }
    return values;
  }
}
