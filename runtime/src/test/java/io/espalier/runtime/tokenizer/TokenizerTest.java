package io.espalier.runtime.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class TokenizerTest {
  private final Tokenizer tokenizer = TinyTokenizers.byteLevel();

  @Test
  void encodesAsTheReferenceImplementationDoes() {
    JsonNode cases =
        TokenizerJson.tree("expected", TinyTokenizers.resource("tiny-byte-level.expected.json"));
    assertThat(cases.size()).isEqualTo(80);
    for (JsonNode example : cases) {
      String text = example.path("text").asString();
      int[] expected = new int[example.path("ids").size()];
      for (int i = 0; i < expected.length; i++) {
        expected[i] = example.path("ids").path(i).asInt();
      }
      assertThat(tokenizer.encode(text)).as(text).isEqualTo(expected);
    }
  }

  @RepeatedTest(100)
  void decodesWhatItEncoded(RepetitionInfo repetition) {
    var random = new Random(repetition.getCurrentRepetition());
    String text = RandomText.of(random, 2 * repetition.getCurrentRepetition());
    assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
  }

  @RepeatedTest(50)
  void replacesSurrogatesWithoutPartner(RepetitionInfo repetition) {
    var random = new Random(repetition.getCurrentRepetition());
    String text = RandomText.withBrokenSurrogates(random, 40);
    int[] points = text.codePoints().toArray();
    for (int i = 0; i < points.length; i++) {
      points[i] = points[i] >= 0xD800 && points[i] < 0xE000 ? 0xFFFD : points[i];
    }
    assertThat(tokenizer.decode(tokenizer.encode(text)))
        .isEqualTo(new String(points, 0, points.length));
  }

  @RepeatedTest(50)
  void neverMakesControlTokensOutOfData(RepetitionInfo repetition) {
    var random = new Random(repetition.getCurrentRepetition());
    var text = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      text.append(random.nextBoolean() ? "<s>" : "</s>").append(RandomText.of(random, 3));
    }
    int[] tokens = tokenizer.encode(text.toString());
    assertThat(tokens).doesNotContain(0, 1);
    assertThat(tokenizer.decode(tokens)).isEqualTo(text.toString());
    assertThat(tokenizer.encodeTemplate(text.toString())).containsAnyOf(0, 1);
  }

  @Test
  void knowsControlTokensInTemplateText() {
    int[] tokens = tokenizer.encodeTemplate("<s>a</s>");
    assertThat(tokens).startsWith(0).endsWith(1).hasSize(3);
    assertThat(tokenizer.decode(tokens)).isEqualTo("a");
    assertThat(tokenizer.decodeWithSpecial(tokens)).isEqualTo("<s>a</s>");
    assertThat(tokenizer.isSpecial(0)).isTrue();
    assertThat(tokenizer.specialToken("<s>")).hasValue(0);
    assertThat(tokenizer.isEnd(1)).isTrue();
  }

  @Test
  void givesTheBytesOfTokens() {
    int[] tokens = tokenizer.encode("é");
    assertThat(tokens).hasSize(2);
    assertThat(tokenizer.tokenBytes(tokens[0])).containsExactly(0xC3);
    assertThat(tokenizer.tokenBytes(tokens[1])).containsExactly(0xA9);
    assertThat(tokenizer.tokenBytes(0)).isEqualTo("<s>".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void refusesTokensOutsideTheVocabulary() {
    assertThatThrownBy(() -> tokenizer.tokenBytes(tokenizer.vocabularySize()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("token " + tokenizer.vocabularySize());
  }

  @Test
  void takesAMegabyteWithoutASpace() {
    String text = "a".repeat(1 << 20);
    int[] tokens = tokenizer.encode(text);
    assertThat(tokenizer.decode(tokens)).isEqualTo(text);
  }

  @Test
  void refusesTextAboveTheLimit() {
    assertThatThrownBy(() -> tokenizer.encode("a".repeat(Tokenizer.MAX_TEXT + 1)))
        .isInstanceOf(TokenizerException.TextTooLong.class)
        .hasMessageContaining("16,777,216");
  }
}
