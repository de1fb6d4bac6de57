package io.espalier.runtime.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Published vocabularies against llama.cpp's recorded tokens. The files are large and stay outside
/// the project: `-Despalier.tokenizers=DIR` names a folder with `ggml-vocab-NAME.gguf.gz`,
/// `NAME.tiktoken.gz`, `NAME.inp` and `NAME.out`.
class PublishedTokenizersTest {
  private static final String SEPARATOR = "\n__ggml_vocab_test__\n";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gpt-2",
        "falcon",
        "starcoder",
        "deepseek-llm",
        "deepseek-coder",
        "llama-spm",
        "phi-3"
      })
  void encodesAsRecordedFromGguf(String name) throws IOException {
    byte[] gguf = unzip(folder().resolve("ggml-vocab-" + name + ".gguf.gz"));
    Tokenizer tokenizer = GgufTokenizerReader.read(GgufMetadataFile.read(name, gguf));
    check(name, tokenizer);
    checkBytes(name, tokenizer);
  }

  @ParameterizedTest
  @CsvSource({"llama3,llama3,llama3", "qwen2,qwen,qwen2"})
  void encodesAsRecordedFromRanks(String name, String file, String pre) throws IOException {
    Tokenizer tokenizer = ranks(file, pre);
    check(name, tokenizer);
    checkBytes(name, tokenizer);
  }

  @ParameterizedTest
  @CsvSource({"llama4,llama4,llama4"})
  void readsRanksWithoutRecordedTexts(String name, String file, String pre) throws IOException {
    checkBytes(name, ranks(file, pre));
  }

  private static Tokenizer ranks(String file, String pre) throws IOException {
    byte[] lines = unzip(folder().resolve(file + ".tiktoken.gz"));
    return TiktokenReader.read(
        file, new String(lines, StandardCharsets.UTF_8).lines().toList(), pre, Map.of());
  }

  private static void check(String name, Tokenizer tokenizer) throws IOException {
    String input = Files.readString(folder().resolve(name + ".inp"));
    List<String> lines = Files.readAllLines(folder().resolve(name + ".out"));
    String[] texts = input.split(SEPARATOR, -1);
    List<String> wrong = new ArrayList<>();
    int checked = 0;
    for (String text : texts) {
      if (checked == lines.size()) {
        break;
      }
      String line = lines.get(checked++).strip();
      int[] expected =
          line.isEmpty()
              ? new int[0]
              : Arrays.stream(line.split(" ")).mapToInt(Integer::parseInt).toArray();
      int[] actual = tokenizer.encode(text);
      if (!Arrays.equals(expected, actual)) {
        wrong.add(
            "'%s'%n  expected %s%n  actual   %s"
                .formatted(text, Arrays.toString(expected), Arrays.toString(actual)));
      } else if (!tokenizer.decode(actual).equals(text)) {
        wrong.add("'" + text + "' decodes to '" + tokenizer.decode(actual) + "'");
      }
    }
    assertThat(checked).isGreaterThan(40);
    assertThat(wrong).isEmpty();
  }

  /// Every line of `NAME.vocab.txt.gz` is base64 bytes, id and type: n normal, c control, b byte, u
  /// unused.
  private static void checkBytes(String name, Tokenizer tokenizer) throws IOException {
    byte[] listed = unzip(folder().resolve(name + ".vocab.txt.gz"));
    List<String> wrong = new ArrayList<>();
    new String(listed, StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.endsWith(" n") || line.endsWith(" b"))
        .forEach(line -> {
          List<String> parts = List.of(line.split(" ", -1));
          int id = Integer.parseInt(parts.get(1));
          byte[] expected = Base64.getDecoder().decode(parts.get(0));
          if (tokenizer.kind(id) != TokenKind.USER_DEFINED
              && !Arrays.equals(expected, tokenizer.tokenBytes(id))) {
            wrong.add(line + " is " + new String(tokenizer.tokenBytes(id), StandardCharsets.UTF_8));
          }
        });
    assertThat(wrong).isEmpty();
  }

  private static Path folder() {
    String folder = System.getProperty("espalier.tokenizers");
    assumeTrue(folder != null, "no -Despalier.tokenizers=DIR with published vocabularies");
    return Path.of(folder);
  }

  private static byte[] unzip(Path file) throws IOException {
    try (var stream = new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
      return stream.readAllBytes();
    }
  }
}
