package io.espalier.runtime.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class SentencePieceReaderTest {
  private static final String[] MODELS = {"bpe", "unigram", "unigram-bytes"};

  private static byte[] bytes(String name) {
    return TinyTokenizers.resource("sentencepiece/" + name + ".model");
  }

  private static Tokenizer read(String name) {
    return SentencePieceReader.parse(name, bytes(name));
  }

  /// Compares with recorded ids and texts; returns how many cases there are. Left out are texts
  /// with marks, which here never come out of data, and those that begin with the mark for spaces.
  static int check(Tokenizer tokenizer, JsonNode cases) {
    int checked = 0;
    List<String> wrong = new ArrayList<>();
    for (JsonNode example : cases) {
      String text = example.path("text").asString();
      if (text.contains("<tool>") || text.startsWith("▁")) {
        continue;
      }
      checked++;
      int[] expected = new int[example.path("ids").size()];
      for (int i = 0; i < expected.length; i++) {
        expected[i] = example.path("ids").path(i).asInt();
      }
      int[] actual = tokenizer.encode(text);
      String decoded = tokenizer.decode(expected);
      if (!Arrays.equals(actual, expected)) {
        wrong.add(
            "'%s': %s, recorded %s"
                .formatted(text, Arrays.toString(actual), Arrays.toString(expected)));
      } else if (!decoded.equals(example.path("decoded").asString().replace(" ⁇ ", "<unk>"))
          && !example.path("decoded").asString().contains("⁇")) {
        wrong.add("'%s' decodes to '%s', recorded %s".formatted(text, decoded, example));
      }
    }
    assertThat(wrong).isEmpty();
    return checked;
  }

  @ParameterizedTest
  @ValueSource(strings = {"bpe", "unigram", "unigram-bytes"})
  void encodesAndDecodesAsTheLibraryRecorded(String name) {
    JsonNode cases =
        TokenizerJson.tree(name, TinyTokenizers.resource("sentencepiece/" + name + ".json"));
    assertThat(check(read(name), cases)).isGreaterThan(140);
  }

  @Test
  void readsAHuggingFaceFolderWithoutTokenizerJson(@TempDir Path folder) throws Exception {
    Files.write(folder.resolve("tokenizer.model"), bytes("bpe"));
    Files.writeString(folder.resolve("added_tokens.json"), "{\"<|im_end|>\": 601}");
    Files.writeString(
        folder.resolve("tokenizer_config.json"),
        """
        {"bos_token": "<s>", "eos_token": {"content": "</s>"}, "chat_template": "{{ 1 }}",
         "added_tokens_decoder": {"600": {"content": "<|im_start|>", "special": true},
                                  "602": {"content": "zebra", "special": false}}}
        """);
    Tokenizer tokenizer = HuggingFaceTokenizerReader.read(folder);
    assertThat(tokenizer.vocabularySize()).isEqualTo(603);
    assertThat(tokenizer.bos()).hasValue(1);
    assertThat(tokenizer.addBosByDefault()).isTrue();
    assertThat(tokenizer.endTokens()).containsExactlyInAnyOrder(2, 601);
    assertThat(tokenizer.chatTemplate()).hasValue("{{ 1 }}");
    assertThat(tokenizer.encodeTemplate("<|im_start|>")).containsExactly(600);
    assertThat(tokenizer.encode("<|im_start|></s><s><tool>"))
        .doesNotContain(600, 1, 2, tokenizer.specialToken("<tool>").orElseThrow());
    assertThat(tokenizer.encode("azebra")).endsWith(602);
  }

  @RepeatedTest(30)
  void decodesWhatItEncoded(RepetitionInfo repetition) {
    var random = new Random(repetition.getCurrentRepetition());
    // The mark for spaces cannot be told from a space.
    String text = RandomText.of(random, 60).replace('▁', ' ');
    for (String name : new String[] {"bpe", "unigram-bytes"}) {
      Tokenizer tokenizer = read(name);
      assertThat(tokenizer.decode(tokenizer.encode(text))).as(name).isEqualTo(text);
    }
  }

  @Test
  void refusesByNameWhatItDoesNotKnow() {
    assertThatThrownBy(() -> SentencePieceReader.parse("x", message(2, message(3, 4))))
        .hasMessage("x: not supported: model_type 4; 1 (unigram) and 2 (BPE) are");
    assertThatThrownBy(() -> SentencePieceReader.parse("x", message(2, message(24, 1))))
        .hasMessage("x: not supported: treat_whitespace_as_suffix");
    assertThatThrownBy(() -> SentencePieceReader.parse("x", new byte[0]))
        .hasMessage("x: no pieces");
    assertThatThrownBy(
            () -> SentencePieceReader.parse("x", "aGVsbG8= 0\n".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(TokenizerException.Invalid.class);
  }

  private static byte[] message(int field, int value) {
    return new byte[] {(byte) (field * 8 % 128 + 128), (byte) (field * 8 / 128), (byte) value};
  }

  private static byte[] message(int field, byte[] content) {
    var out = new ByteArrayOutputStream();
    out.write(field * 8 + 2);
    out.write(content.length);
    out.writeBytes(content);
    return out.toByteArray();
  }

  @RepeatedTest(300)
  void aDamagedFileIsRefusedOrReadNeverMore(RepetitionInfo repetition) {
    var random = new Random(repetition.getCurrentRepetition());
    byte[] bytes = bytes(MODELS[random.nextInt(MODELS.length)]);
    for (int i = random.nextInt(1, 6); i > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    if (random.nextInt(4) == 0) {
      bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
    }
    // The normalisation lies at the end: aim there too.
    if (bytes.length > 600 && random.nextBoolean()) {
      bytes[bytes.length - 1 - random.nextInt(500)] = (byte) random.nextInt(256);
    }
    try {
      Tokenizer tokenizer = SentencePieceReader.parse("damaged", bytes);
      tokenizer.decode(tokenizer.encode(RandomText.of(random, 50) + "ﬁ½ é…"));
    } catch (TokenizerException _) {
      // Refused by a sentence of its own.
    }
  }
}
