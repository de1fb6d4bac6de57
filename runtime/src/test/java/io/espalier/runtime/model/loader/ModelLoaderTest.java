package io.espalier.runtime.model.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.kernels.reference.ReferenceKernels;
import io.espalier.runtime.model.ForwardBatch;
import io.espalier.runtime.model.Logits;
import io.espalier.runtime.model.Model;
import io.espalier.runtime.model.ModelFormatException;
import io.espalier.runtime.model.golden.GoldenFolders;
import io.espalier.runtime.tokenizer.TokenizerException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelLoaderTest {
  private static final LoadOptions OPTIONS = LoadOptions.of(new ReferenceKernels());

  private final ModelLoader loader = new ModelLoader(OPTIONS, LoadListener.NONE);

  private static float[] lastLogits(Model model) {
    model.allocatePages(4);
    var batch = new ForwardBatch();
    batch.addSequence(new int[] {2, 0, 3}, 0);
    for (int i = 0; i < 40; i++) {
      batch.addRow(i * 37 % 512, i == 39);
    }
    var logits = new Logits(512);
    model.forward(batch, logits);
    return Arrays.copyOf(logits.values(), 512);
  }

  @Test
  void loadsAHuggingFaceFolder() throws Exception {
    try (var loaded = loader.load(GoldenFolders.of("qwen3"))) {
      assertThat(loaded.description().name()).isEqualTo("qwen3");
      assertThat(loaded.description().architecture()).isEqualTo("qwen3");
      assertThat(loaded.tokenizer().vocabularySize()).isEqualTo(361);
      assertThat(loaded.endTokens()).contains(1);
    }
  }

  @Test
  void agreesBetweenGgufAndHuggingFace(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("tiny.gguf");
    Files.write(file, GoldenGguf.llama().bytes());
    // A folder with one GGUF file stands for the file.
    try (var gguf = loader.load(folder.toString());
        var original = loader.load(GoldenFolders.of("llama"))) {
      assertThat(gguf.description().name()).isEqualTo("tiny");
      assertThat(gguf.description().architecture()).isEqualTo("llama");
      assertThat(gguf.description().parameters()).isEqualTo(original.description().parameters());
      assertThat(gguf.chatTemplate()).contains("{{ messages[0].content }}");
      assertThat(gguf.endTokens()).containsExactly(1);
      assertThat(gguf.tokenizer().decode(gguf.tokenizer().encode("Hi, été!")))
          .isEqualTo("Hi, été!");
      float[] expected = lastLogits(original.model());
      float[] actual = lastLogits(gguf.model());
      for (int i = 0; i < 512; i++) {
        assertThat(actual[i]).isCloseTo(expected[i], within(1e-4f));
      }
    }
  }

  @Test
  void readsQwenFromGgufBitForBit(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("qwen.gguf");
    Files.write(file, GoldenGguf.qwen3().bytes());
    try (var gguf = loader.load(file);
        var original = loader.load(GoldenFolders.of("qwen3"))) {
      assertThat(lastLogits(gguf.model())).isEqualTo(lastLogits(original.model()));
    }
  }

  @Test
  void namesAnArchitectureThatGgufFilesMayNotHave(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("other.gguf");
    Files.write(file, GoldenGguf.llama().whole("llama.expert_count", 8).bytes());
    assertThatThrownBy(() -> loader.load(file))
        .hasMessageStartingWith(
            "other.gguf: GGUF files of the architecture 'llama' with experts are not supported;"
                + " supported are llama, qwen2, qwen3.");
  }

  @Test
  void refusesATokenizerWiderThanTheLogits(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("wide.gguf");
    Files.write(file, GoldenGguf.llama(513).bytes());
    assertThatThrownBy(() -> loader.load(file))
        .isInstanceOf(ModelFormatException.class)
        .hasMessage("wide.gguf: the tokenizer has 513 tokens, the model only 512");
  }

  @Test
  void readsAResourceInsideAnArchive(@TempDir Path folder) throws Exception {
    Path jar = folder.resolve("models.jar");
    byte[] bytes = GoldenGguf.llama().bytes();
    try (var out = new ZipOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new ZipEntry("tiny.gguf"));
      out.write(bytes);
    }
    var url = URI.create("jar:" + jar.toUri() + "!/tiny.gguf").toURL();
    Path file = folder.resolve("tiny.gguf");
    Files.write(file, bytes);
    try (var packed = loader.loadResource("tiny", url);
        var plain = loader.loadResource("tiny", file.toUri().toURL())) {
      assertThat(lastLogits(packed.model())).isEqualTo(lastLogits(plain.model()));
    }
  }

  @Test
  void tellsHowFarItIs() throws Exception {
    var done = new ArrayList<Long>();
    var listener =
        new ModelLoader(
            OPTIONS,
            (bytes, total) -> {
              assertThat(total).isEqualTo(2L * (2 * 512 * 64 + 2 * (12288 + 24576 + 128) + 64));
              done.add(bytes);
            });
    listener.load(GoldenFolders.of("llama")).close();
    assertThat(done).isSorted().hasSizeGreaterThan(8);
    assertThat(done.getLast()).isEqualTo(279_168);
  }

  @Test
  void saysWhatWasTriedAndWhatIsAccepted(@TempDir Path folder) throws Exception {
    assertThatThrownBy(() -> loader.load("no/such-model.gguf"))
        .isInstanceOf(ModelNotFoundException.class)
        .hasMessageStartingWith("no model 'no/such-model.gguf': there is no file or folder /")
        .hasMessageEndingWith(
            "accepted are 'sapling' (bundled), 'simulated', 'simulated:SEED', a .gguf file, or a"
                + " Hugging Face folder with config.json, tokenizer.json and .safetensors weights");
    assertThatThrownBy(() -> loader.load("a\0b")).hasMessageContaining("the path is malformed");
    assertThatThrownBy(() -> loader.load(folder))
        .hasMessageContaining("the folder has neither config.json nor a .gguf file");
    Files.createFile(folder.resolve("a.gguf"));
    Files.createFile(folder.resolve("b.gguf"));
    assertThatThrownBy(() -> loader.load(folder)).hasMessageContaining("2 .gguf files; name one");
    assertThatThrownBy(() -> loader.load(GoldenFolders.of("llama").resolve("model.safetensors")))
        .hasMessageContaining("give the folder that holds it");
    assertThatThrownBy(() -> loader.load(folder.resolve("a.gguf")))
        .isInstanceOf(ModelFormatException.class)
        .hasMessage(
            "a.gguf, byte 0: the file ends inside the magic: 4 bytes needed, 0 left; the file is"
                + " truncated");
  }

  @Test
  void namesWhatAConfigurationOrAFolderLacks(@TempDir Path folder) throws Exception {
    copyGolden(folder);
    Path config = folder.resolve("config.json");
    String json = Files.readString(config);
    refuses(
        folder, config, json.replace("\"llama3\"", "\"dynamic\""), "the rotary scaling 'dynamic'");
    refuses(
        folder,
        config,
        json.replace("\"hidden_size\": 64", "\"hidden_size\": 96"),
        "the tensor 'model.embed_tokens.weight' has the shape [512, 64]; the configuration asks for"
            + " [512, 96]");
    refuses(
        folder,
        config,
        json.replace("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 3"),
        "the tensor 'model.layers.2.input_layernorm.weight' is missing");
    refuses(
        folder,
        config,
        json.replace("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 2000000"),
        "an integer from 1 to 1024");
    refuses(
        folder,
        config,
        json.replace("\"num_key_value_heads\": 2", "\"num_key_value_heads\": 3"),
        "4 attention heads are not a multiple of 3");
    refuses(folder, config, "[]", "not an object");
    Files.writeString(config, json);
    Files.delete(folder.resolve("model.safetensors"));
    assertThatThrownBy(() -> loader.load(folder))
        .hasMessageContaining("neither model.safetensors nor");
  }

  private void refuses(Path folder, Path config, String json, String message) throws Exception {
    Files.writeString(config, json);
    assertThatThrownBy(() -> loader.load(folder))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining(message);
  }

  @Test
  void readsTheOlderFormOfTheRotation(@TempDir Path folder) throws Exception {
    copyGolden(folder);
    Path config = folder.resolve("config.json");
    String json = Files.readString(config);
    int from = json.indexOf("\"rope_parameters\"");
    int to = json.indexOf('}', from) + 1;
    Files.writeString(
        config,
        json.substring(0, from)
            + """
            "rope_theta": 500000.0,
            "rope_scaling": {"type": "llama3", "factor": 8.0, "low_freq_factor": 1.0,
              "high_freq_factor": 4.0, "original_max_position_embeddings": 64}\
            """
            + json.substring(to));
    try (var older = loader.load(folder);
        var newer = loader.load(GoldenFolders.of("llama"))) {
      assertThat(lastLogits(older.model())).isEqualTo(lastLogits(newer.model()));
    }
  }

  /// A changed header loads or is refused by name; it never fails in another way.
  @RepeatedTest(60)
  void loadsOrRefusesMutations(RepetitionInfo repetition, @TempDir Path folder) throws Exception {
    var random = new Random(repetition.getCurrentRepetition());
    byte[] bytes = GoldenGguf.llama().bytes();
    for (int change = random.nextInt(1, 6); change > 0; change--) {
      int at = random.nextInt(Math.min(bytes.length, 16_000));
      bytes[at] = random.nextBoolean() ? (byte) random.nextInt() : (byte) (bytes[at] ^ 1);
    }
    Path file = folder.resolve("changed.gguf");
    Files.write(file, bytes);
    try (var loaded = loader.load(file)) {
      assertThat(loaded.description().vocabularySize()).isPositive();
    } catch (ModelFormatException | TokenizerException e) {
      assertThat(e).hasMessageContaining("changed.gguf");
    }
  }

  private static void copyGolden(Path folder) throws IOException {
    try (var files = Files.list(GoldenFolders.of("llama"))) {
      files.forEach(file -> {
        try {
          Files.copy(file, folder.resolve(file.getFileName()));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      });
    }
  }
}
