package io.espalier.runtime.model.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.kernels.NumberFormat;
import io.espalier.kernels.reference.ReferenceKernels;
import io.espalier.runtime.model.ForwardBatch;
import io.espalier.runtime.model.Logits;
import io.espalier.runtime.model.loader.LoadListener;
import io.espalier.runtime.model.loader.LoadOptions;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RandomModelTest {
  private static float[] logits(NumberFormat format, long seed) {
    try (var model =
        RandomModel.build(
            RandomShape.TINY,
            format,
            seed,
            LoadOptions.of(new ReferenceKernels()),
            LoadListener.NONE)) {
      model.allocatePages(1);
      var batch = new ForwardBatch();
      batch.addSequence(new int[] {0}, 0);
      batch.addRow(5, false);
      batch.addRow(9, true);
      var logits = new Logits(model.description().vocabularySize());
      model.forward(batch, logits);
      return Arrays.copyOf(logits.values(), 320);
    }
  }

  @ParameterizedTest
  @EnumSource(NumberFormat.class)
  void theSeedDecidesTheModel(NumberFormat format) {
    float[] first = logits(format, 1);
    assertThat(first).isEqualTo(logits(format, 1)).isNotEqualTo(logits(format, 2));
    for (float logit : first) {
      assertThat(logit).isFinite();
    }
  }

  @Test
  void shapesHaveTheirPublishedSizes() {
    assertThat(parameters(RandomShape.LLAMA_3_2_1B)).isEqualTo(1_235_746_816L);
    assertThat(parameters(RandomShape.LLAMA_3_1_8B)).isEqualTo(8_029_995_008L);
    assertThat(parameters(RandomShape.QWEN3_0_6B)).isEqualTo(595_984_384L);
    assertThatThrownBy(() -> RandomShape.of("gpt-9"))
        .hasMessage("no shape 'gpt-9'; there are tiny, qwen3-0.6b, llama-3.2-1b, llama-3.1-8b");
  }

  /// Matrix weights without the norms.
  private static long parameters(RandomShape shape) {
    try (var weights = new RandomWeights(shape.config(), NumberFormat.F32, 1)) {
      return weights.bytes() / 4;
    }
  }
}
