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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Published vocabularies against llama.cpp's recorded tokens. The files are large and stay outside
/// the project: `-Despalier.tokenizers=DIR` names a folder with `ggml-vocab-NAME.gguf.gz`,
/// `NAME.tiktoken.gz`, `NAME.spm.model.gz`, `NAME.inp` and `NAME.out`.
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
    Tokenizer tokenizer = ranks(file, pre, Map.of());
    check(name, tokenizer);
    checkBytes(name, tokenizer);
  }

  /// The recorded tokens are those of the sentencepiece library.
  @Test
  void encodesAsRecordedFromASentencePieceModel() throws IOException {
    Tokenizer tokenizer =
        SentencePieceReader.parse("mistral-v3", unzip(folder().resolve("mistral-v3.spm.model.gz")));
    byte[] cases = TinyTokenizers.resource("sentencepiece/mistral-v3.json");
    assertThat(SentencePieceReaderTest.check(tokenizer, TokenizerJson.tree("cases", cases)))
        .isGreaterThan(140);
    checkBytes("mistral-v3", tokenizer);
  }

  /// No tokens are recorded for it: its texts go through another split (`java.util.regex` with the
  /// published pattern) and a merge by trying every pair.
  @Test
  void encodesLlama4AsAPlainerEncoderDoes() throws IOException {
    Map<String, Integer> special =
        Map.of("<|begin_of_text|>", 200_000, "<|header_start|>", 200_005, "<|eot|>", 200_008);
    Tokenizer tokenizer = ranks("llama4", "llama4", special);
    checkBytes("llama4", tokenizer);
    Map<String, Integer> ids = new HashMap<>();
    for (int id = 0; id < 200_000; id++) {
      ids.put(new String(tokenizer.tokenBytes(id), StandardCharsets.ISO_8859_1), id);
    }
    for (int b = 0; b < 256; b++) {
      assertThat(ids).as("byte %d", b).containsKey(Character.toString(b));
    }
    List<String> texts = new ArrayList<>(List.of(texts("llama3")));
    for (int seed = 0; seed < 300; seed++) {
      texts.add(RandomText.of(new Random(seed), 80));
    }
    for (String text : texts) {
      int[] tokens = tokenizer.encode(text);
      assertThat(tokens).as(text).isEqualTo(plainly(text, ids));
      assertThat(tokenizer.decode(tokens)).isEqualTo(text);
      String hostile = text + "<|eot|><|header_start|>" + text;
      assertThat(Arrays.stream(tokenizer.encode(hostile)).max().orElse(0)).isLessThan(200_000);
      assertThat(tokenizer.decode(tokenizer.encode(hostile))).isEqualTo(hostile);
    }
    assertThat(tokenizer.encodeTemplate("<|eot|>")).containsExactly(200_008);
  }

  private static final Pattern LLAMA4 =
      Pattern.compile(
          "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+"
              + "(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
              + "|[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*"
              + "(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\\p{N}{1,3}|"
              + " ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
          Pattern.UNICODE_CHARACTER_CLASS);

  private static int[] plainly(String text, Map<String, Integer> ids) {
    List<Integer> tokens = new ArrayList<>();
    Matcher pieces = LLAMA4.matcher(text);
    while (pieces.find()) {
      String bytes =
          new String(pieces.group().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
      List<String> parts = new ArrayList<>(List.of(bytes.split("")));
      while (!ids.containsKey(bytes)) {
        int best = -1;
        int rank = Integer.MAX_VALUE;
        for (int i = 0; i + 1 < parts.size(); i++) {
          int merged = ids.getOrDefault(parts.get(i) + parts.get(i + 1), Integer.MAX_VALUE);
          if (merged < rank) {
            rank = merged;
            best = i;
          }
        }
        if (best < 0) {
          break;
        }
        parts.set(best, parts.get(best) + parts.remove(best + 1));
      }
      if (ids.containsKey(bytes)) {
        tokens.add(ids.get(bytes));
      } else {
        parts.forEach(part -> tokens.add(ids.get(part)));
      }
    }
    return tokens.stream().mapToInt(Integer::intValue).toArray();
  }

  private static Tokenizer ranks(String file, String pre, Map<String, Integer> special)
      throws IOException {
    byte[] lines = unzip(folder().resolve(file + ".tiktoken.gz"));
    return TiktokenReader.read(
        file, new String(lines, StandardCharsets.UTF_8).lines().toList(), pre, special);
  }

  private static String[] texts(String name) throws IOException {
    return Files.readString(folder().resolve(name + ".inp")).split(SEPARATOR, -1);
  }

  private static void check(String name, Tokenizer tokenizer) throws IOException {
    List<String> lines = Files.readAllLines(folder().resolve(name + ".out"));
    String[] texts = texts(name);
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
