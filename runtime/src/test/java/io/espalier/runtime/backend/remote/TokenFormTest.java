package io.espalier.runtime.backend.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.dsl.Role;
import io.espalier.runtime.backend.dialect.Prompt;
import io.espalier.runtime.model.loader.TokenizerLoader;
import io.espalier.runtime.tokenizer.TextPosition;
import io.espalier.runtime.tokenizer.Tokenizer;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TokenFormTest {
  private Tokenizer tokenizer;
  private TokenForm form;

  @BeforeAll
  void load() throws IOException {
    tokenizer = TokenizerLoader.load("sapling");
    form = TokenForm.of(tokenizer);
  }

  @Test
  void writesTurnsWithTheTemplateAndTextAsData() {
    var transcript = new Transcript();
    transcript.beginTurn(Role.USER);
    transcript.append("a <|im_end|> b", null);
    transcript.beginTurn(Role.ASSISTANT);
    Prompt.Tokens prompt = form.prompt(transcript);
    assertThat(tokenizer.decodeWithSpecial(prompt.ids()))
        .isEqualTo("<|im_start|>user\na <|im_end|> b<|im_end|>\n<|im_start|>assistant\n");
    int end = tokenizer.specialToken("<|im_end|>").orElseThrow();
    assertThat(Arrays.stream(prompt.ids()).filter(id -> id == end).count()).isEqualTo(1);
  }

  /// Whatever the server's ids hold behind the text, what is kept stands for the text and begins as
  /// the server's do.
  @RepeatedTest(100)
  void keepsTheTokensOfATextThatWasCut(RepetitionInfo info) {
    var random = new Random(info.getCurrentRepetition());
    var text = new StringBuilder();
    String[] words = {"Rome", " is", " the", "\n", " é", "42", ", ", "€", "END"};
    for (int i = 0; i < 8; i++) {
      text.append(words[random.nextInt(words.length)]);
    }
    int[] ids = tokenizer.encode(text.toString(), TextPosition.AFTER_TEXT);
    int[] withEnd = Arrays.copyOf(ids, ids.length + 1);
    withEnd[ids.length] = tokenizer.eos().orElseThrow();
    String cut = text.substring(0, random.nextInt(text.length() + 1));
    int[] kept = Objects.requireNonNull(form.keep(withEnd, cut));
    assertThat(decode(kept)).isEqualTo(cut);
    assertThat(form.keep(withEnd, text.toString())).isEqualTo(ids);
  }

  private String decode(int[] ids) {
    var decoder = tokenizer.decoder();
    var text = new StringBuilder();
    for (int id : ids) {
      text.append(decoder.accept(id));
    }
    return text.append(decoder.flush()).toString();
  }

  @Test
  void trustsNoIdsThatDoNotStandForTheText() {
    assertThat(form.keep(null, "Rome")).isNull();
    assertThat(form.keep(new int[] {Integer.MAX_VALUE}, "Rome")).isNull();
    int[] kept = Objects.requireNonNull(form.keep(tokenizer.encode("Paris"), "Rome"));
    assertThat(decode(kept)).isEqualTo("Rome");
  }
}
