package io.espalier.runtime.model.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.kernels.Kernels;
import io.espalier.kernels.NumberFormat;
import io.espalier.kernels.reference.ReferenceKernels;
import io.espalier.runtime.model.ForwardBatch;
import io.espalier.runtime.model.Logits;
import io.espalier.runtime.model.Model;
import io.espalier.runtime.model.golden.GoldenFolders;
import io.espalier.runtime.model.loader.HuggingFaceFolder;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// However a sequence is cut, batched or shared, its logits are the same bit for bit.
class DecoderModelTest {
  private static final int[] PAGES = {7, 2, 9, 4, 11};
  private static final int[] OTHER_PAGES = {1, 8, 3, 10, 5};

  private final Kernels kernels = new ReferenceKernels();
  private final ForwardBatch batch = new ForwardBatch();
  private final Logits logits = new Logits(512);

  private Model open(String name) throws IOException {
    Model model =
        HuggingFaceFolder.open(GoldenFolders.of(name), Arena.ofAuto())
            .build(kernels, NumberFormat.F32, _ -> {});
    model.allocatePages(12);
    return model;
  }

  private static int[] tokens(int count, int seed) {
    return new Random(seed).ints(count, 0, 512).toArray();
  }

  private float[] row(int index) {
    return Arrays.copyOfRange(logits.values(), logits.offset(index), logits.offset(index) + 512);
  }

  private void add(int[] pages, int context, int[] tokens) {
    batch.addSequence(pages, context);
    for (int i = context; i < tokens.length; i++) {
      batch.addRow(tokens[i], i == tokens.length - 1);
    }
  }

  private float[] alone(Model model, int[] tokens) {
    batch.clear();
    add(PAGES, 0, tokens);
    model.forward(batch, logits);
    return row(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama", "mistral", "qwen3", "gpt-oss", "deepseek-v3"})
  void chunksGiveTheLogitsOfTheWhole(String name) throws Exception {
    try (Model model = open(name)) {
      int[] prompt = tokens(61, 1);
      float[] whole = alone(model, prompt);
      var random = new Random(2);
      for (int trial = 0; trial < 6; trial++) {
        int at = 0;
        while (at < prompt.length) {
          int end = Math.min(prompt.length, at + random.nextInt(1, 24));
          batch.clear();
          batch.addSequence(OTHER_PAGES, at);
          for (int i = at; i < end; i++) {
            batch.addRow(prompt[i], i == prompt.length - 1);
          }
          model.forward(batch, logits);
          at = end;
        }
        assertThat(row(0)).isEqualTo(whole);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama", "mistral", "qwen3", "gpt-oss", "deepseek-v3"})
  void companyInTheBatchChangesNothing(String name) throws Exception {
    try (Model model = open(name)) {
      int[] first = tokens(37, 3);
      int[] second = tokens(50, 4);
      float[] expected = alone(model, first);
      batch.clear();
      add(OTHER_PAGES, 0, second);
      add(PAGES, 0, first);
      model.forward(batch, logits);
      assertThat(row(1)).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama", "mistral", "qwen3", "gpt-oss", "deepseek-v3"})
  void aCopiedPartialPageContinuesLikeItsOriginal(String name) throws Exception {
    try (Model model = open(name)) {
      int[] prompt = tokens(42, 5);
      float[] expected = alone(model, prompt);
      // 39 tokens of context: pages 7 and 2 are shared, 7 tokens of page 9 are copied.
      model.copyPage(9, 6, 7);
      batch.clear();
      add(new int[] {7, 2, 6}, 39, prompt);
      model.forward(batch, logits);
      assertThat(row(0)).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama", "mistral", "qwen3", "gpt-oss", "deepseek-v3"})
  void rowsOfATreeAreSeparateSequences(String name) throws Exception {
    try (Model model = open(name)) {
      int[] prompt = tokens(20, 6);
      int[][] branches = {{5, 9, 14}, {5, 9, 3}, {5, 2}, {77}, {77, 5, 9}};
      float[][] expected = new float[branches.length][];
      for (int i = 0; i < branches.length; i++) {
        int[] whole = Arrays.copyOf(prompt, prompt.length + branches[i].length);
        System.arraycopy(branches[i], 0, whole, prompt.length, branches[i].length);
        expected[i] = alone(model, whole);
      }
      alone(model, prompt);
      batch.clear();
      batch.addSequence(PAGES, prompt.length);
      int five = batch.addTreeRow(5, ForwardBatch.CONTEXT, false);
      int seventySeven = batch.addTreeRow(77, ForwardBatch.CONTEXT, true);
      int nine = batch.addTreeRow(9, five, false);
      batch.addTreeRow(2, five, true);
      int again = batch.addTreeRow(5, seventySeven, false);
      batch.addTreeRow(14, nine, true);
      batch.addTreeRow(3, nine, true);
      batch.addTreeRow(9, again, true);
      model.forward(batch, logits);
      assertThat(row(0)).isEqualTo(expected[3]);
      assertThat(row(1)).isEqualTo(expected[2]);
      assertThat(row(2)).isEqualTo(expected[0]);
      assertThat(row(3)).isEqualTo(expected[1]);
      assertThat(row(4)).isEqualTo(expected[4]);
    }
  }

  @Test
  void computesAllLogitsOfALongPromptInParts() throws Exception {
    try (Model model = open("llama")) {
      int[] prompt = tokens(75, 7);
      float[] last = alone(model, prompt);
      float[] inner = alone(model, Arrays.copyOf(prompt, 66));
      batch.clear();
      batch.addSequence(PAGES, 0);
      for (int token : prompt) {
        batch.addRow(token, true);
      }
      model.forward(batch, logits);
      assertThat(logits.rows()).isEqualTo(75);
      assertThat(row(74)).isEqualTo(last);
      assertThat(row(65)).isEqualTo(inner);
    }
  }

  @Test
  void aPassWithoutLogitsStoresKeysAndValues() throws Exception {
    try (Model model = open("qwen3")) {
      int[] prompt = tokens(30, 8);
      float[] expected = alone(model, prompt);
      batch.clear();
      batch.addSequence(OTHER_PAGES, 0);
      for (int i = 0; i < 29; i++) {
        batch.addRow(prompt[i], false);
      }
      model.forward(batch, logits);
      assertThat(logits.rows()).isZero();
      batch.clear();
      add(OTHER_PAGES, 29, prompt);
      model.forward(batch, logits);
      assertThat(row(0)).isEqualTo(expected);
    }
  }

  @Test
  void describesItself() throws Exception {
    try (Model model = open("llama")) {
      var description = model.description();
      assertThat(description.architecture()).isEqualTo("llama");
      assertThat(description.format()).isEqualTo("BF16");
      assertThat(description.vocabularySize()).isEqualTo(512);
      assertThat(description.layers()).isEqualTo(2);
      // Two tensors of 512 × 64, per layer 36 992 + 2 · 64, and the last norm.
      assertThat(description.parameters()).isEqualTo(2 * 512 * 64 + 2 * (12288 + 24576 + 128) + 64);
      assertThat(description.kvBytesPerToken()).isEqualTo(2 * 2 * 2 * 16 * 4);
    }
  }

  @Test
  void refusesWrongTokensPositionsAndPages() throws Exception {
    try (Model model = open("llama")) {
      assertThatThrownBy(() -> alone(model, new int[] {512}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("token 512 of a vocabulary of 512");
      batch.clear();
      batch.addSequence(new int[129], 2048);
      batch.addRow(1, true);
      assertThatThrownBy(() -> model.forward(batch, logits))
          .hasMessage("position 2048 of a context of 2048");
      assertThatThrownBy(() -> model.allocatePages(1)).hasMessage("12 pages are reserved already");
    }
  }
}
