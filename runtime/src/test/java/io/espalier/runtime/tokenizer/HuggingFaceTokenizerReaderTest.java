package io.espalier.runtime.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HuggingFaceTokenizerReaderTest {
  @TempDir Path folder;

  private static Tokenizer parse(String json) {
    return HuggingFaceTokenizerReader.parse(
        "tokenizer.json", json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void readsAFolderWithItsSpecialTokensAndTemplate() throws IOException {
    Files.write(folder.resolve("tokenizer.json"), TinyTokenizers.resource("tiny-byte-level.json"));
    Files.writeString(
        folder.resolve("tokenizer_config.json"),
        """
        {"bos_token": {"content": "<s>"}, "eos_token": "</s>", "add_bos_token": true,
         "chat_template": "from config"}
        """);
    Files.writeString(
        folder.resolve("generation_config.json"), "{\"eos_token_id\": [1, 5, 99999]}");
    Tokenizer tokenizer = HuggingFaceTokenizerReader.read(folder);
    assertThat(tokenizer.bos()).hasValue(0);
    assertThat(tokenizer.eos()).hasValue(1);
    assertThat(tokenizer.addBosByDefault()).isTrue();
    assertThat(tokenizer.endTokens()).containsExactlyInAnyOrder(1, 5);
    assertThat(tokenizer.chatTemplate()).hasValue("from config");
    Files.writeString(folder.resolve("chat_template.jinja"), "from file");
    assertThat(HuggingFaceTokenizerReader.read(folder).chatTemplate()).hasValue("from file");
  }

  @Test
  void saysWhichFileIsMissing() {
    assertThatThrownBy(() -> HuggingFaceTokenizerReader.read(folder))
        .isInstanceOf(TokenizerException.Invalid.class)
        .hasMessageContaining("neither tokenizer.json nor tokenizer.model is there");
  }

  @Test
  void makesTheVocabularyOfMasks() {
    Tokenizer tokenizer = TinyTokenizers.byteLevel();
    var vocabulary = tokenizer.toVocabulary(512);
    assertThat(vocabulary.size()).isEqualTo(512);
    assertThat(vocabulary.isSpecial(0)).isTrue();
    assertThat(vocabulary.endOfSequence()).containsExactly(1);
    assertThat(vocabulary.length(511)).isZero();
    int token = tokenizer.encode(" the")[0];
    assertThat(vocabulary.bytes(token)).isEqualTo(tokenizer.tokenBytes(token));
    assertThatThrownBy(() -> tokenizer.toVocabulary(3))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void writesUnknownBytesAsTheUnknownTokenOrSaysWhichOne() {
    String json =
        """
        {"model": {"type": "BPE", "vocab": {"a": 0, "b": 1, "ab": 2, "?": 3}, "merges": ["a b"]%s},
         "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false}}
        """;
    assertThat(parse(json.formatted(", \"unk_token\": \"?\"")).encode("abxa"))
        .containsExactly(2, 3, 0);
    assertThatThrownBy(() -> parse(json.formatted("")).encode("abxa"))
        .isInstanceOf(TokenizerException.Unencodable.class)
        .hasMessageContaining("byte 0x78");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{| not JSON",
        "[]| the file has START_ARRAY",
        "{}| 0 tokens",
        "{\"model\": 3}| model has VALUE_NUMBER_INT",
        "{\"model\": {\"type\": \"WordPiece\", \"vocab\": {\"a\": 0}}}| model 'WordPiece'",
        "{\"model\": {\"vocab\": {\"a\": -1}}}| token id -1",
        "{\"model\": {\"vocab\": {\"a\": 99999999}}}| token id 99999999",
        "{\"model\": {\"vocab\": {\"a\": \"x\"}}}| the id of token a",
        "{\"model\": {\"vocab\": {\"a\": 0}, \"merges\": [\"a b\"]}}| merge 0 joins 'a' and 'b'",
        "{\"model\": {\"vocab\": {\"a\": 0}, \"merges\": [\"ab\"]}}| merge 0 is not two tokens",
        "{\"model\": {\"vocab\": {\"a\": 0}}, \"normalizer\": {\"type\": \"Precompiled\"}}|"
            + " normalizer 'Precompiled'",
        "{\"model\": {\"vocab\": {\"a\": 0}}, \"pre_tokenizer\": {\"type\": \"BertPreTokenizer\"}}|"
            + " 'BertPreTokenizer'",
        "{\"model\": {\"vocab\": {\"a\": 0}}, \"decoder\": {\"type\": \"WordPiece\"}}| decoder"
            + " 'WordPiece'",
        "{\"model\": {\"vocab\": {\"a\": 0}}, \"added_tokens\": [{\"id\": 1, \"content\": \"\"}]}|"
            + " added token 1 of 0",
        "{\"model\": {\"vocab\": {\"a\": 0}, \"end_of_word_suffix\": \"</w>\"}}| end_of_word_suffix"
      })
  void namesWhatIsWrong(String json, String problem) {
    assertThatThrownBy(() -> parse(json))
        .isInstanceOf(TokenizerException.class)
        .hasMessageStartingWith("tokenizer.json")
        .hasMessageContaining(problem.strip());
  }

  @RepeatedTest(150)
  void endsInANamedExceptionOrATokenizer(RepetitionInfo repetition) {
    var random = new Random(repetition.getCurrentRepetition());
    byte[] json = TinyTokenizers.resource("tiny-byte-level.json");
    for (int i = 0; i < 1 + random.nextInt(6); i++) {
      int at = random.nextInt(random.nextBoolean() ? 900 : json.length);
      json[at] = (byte) "{}[]\",:0123456789truefalsnu -e.\\".charAt(random.nextInt(32));
    }
    try {
      Tokenizer tokenizer = HuggingFaceTokenizerReader.parse("tokenizer.json", json);
      assertThat(tokenizer.encode("the name of 12 things")).isNotNull();
    } catch (TokenizerException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @Test
  void refusesAnUnknownTokenBeyondTheVocabulary() {
    String json =
        """
        {"model":{"type":"Unigram","unk_id":8,"unk_token":"a","vocab":[["a",0.0],["b",-1.0]]}}\
        """;
    assertThatThrownBy(
            () -> HuggingFaceTokenizerReader.parse("x", json.getBytes(StandardCharsets.UTF_8)))
        .hasMessage("x: unk_id 8 of 2 tokens");
  }
}
