package io.espalier.constrained;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.constrained.tag.ToolFormat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

final class ToolFormatTest {
  private static final List<ToolFormat.Tool> TOOLS =
      List.of(
          new ToolFormat.Tool(
              "time",
              JsonMapper.builder()
                  .build()
                  .readTree(
                      "{\"type\":\"object\",\"properties\":{\"zone\":{\"enum\":[\"UTC\",\"CET\"]}},"
                          + "\"required\":[\"zone\"],\"additionalProperties\":false}")),
          new ToolFormat.Tool("now", JsonMapper.builder().build().readTree("{\"const\":{}}")));

  private static Constraint compile(String format, boolean required) {
    return new ConstraintCompiler()
        .compile(
            ToolFormat.of(format)
                .orElseThrow()
                .constraint(TOOLS, required, JsonOptions.GENERATION));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '~',
      value = {
        "llama ! {\"name\": \"time\", \"parameters\": {\"zone\":\"UTC\"}} "
            + "! {\"name\": \"tome\", \"parameters\": {\"zone\":\"UTC\"}}",
        "hermes ! Let me see. <tool_call>NL{\"name\": \"now\", \"arguments\": {}}NL</tool_call> "
            + "! <tool_call>NL{\"name\": \"now\", \"arguments\": []}NL</tool_call>",
        "qwen ! <tool_call>NL{\"name\": \"time\", \"arguments\": {\"zone\":\"CET\"}}NL</tool_call> "
            + "! <tool_call>NL{\"name\": \"time\", \"arguments\": {}}NL</tool_call>",
        "mistral ! [TOOL_CALLS][{\"name\": \"now\", \"arguments\": {}}, "
            + "{\"name\": \"now\", \"arguments\": {}}] "
            + "! [TOOL_CALLS]{\"name\": \"now\", \"arguments\": {}}",
        "deepseek !"
            + " <｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>nowNL```jsonNL{}NL```<｜tool▁call▁end｜><｜tool▁calls▁end｜>"
            + " ! <｜tool▁calls▁begin｜><｜tool▁calls▁end｜>",
        "deepseek-v3.1 ! <｜tool▁calls▁begin｜><｜tool▁call▁begin｜>now<｜tool▁sep｜>{}<｜tool▁call▁end｜>"
            + "<｜tool▁calls▁end｜> ! <｜tool▁calls▁begin｜>{}<｜tool▁calls▁end｜>",
        "harmony ! <|channel|>commentary to=functions.now <|constrain|>json<|message|>{}<|call|> "
            + "! <|channel|>commentary to=functions.new <|constrain|>json<|message|>{}<|call|>",
      })
  void acceptsCallsOfKnownToolsOnly(String format, String good, String bad) {
    for (boolean required : new boolean[] {true, false}) {
      Constraint constraint = compile(format, required);
      boolean begins = !good.startsWith("Let");
      assertThat(constraint.matches(good.replace("NL", "\n"))).isEqualTo(begins || !required);
      assertThat(constraint.matches(bad.replace("NL", "\n"))).isFalse();
    }
  }

  @Test
  void freeTextIsAnAnswerOnlyWhereNoCallIsRequired() {
    assertThat(compile("hermes", false).matches("It is noon.")).isTrue();
    assertThat(compile("hermes", true).matches("It is noon.")).isFalse();
    String analysis = "<|channel|>analysis<|message|>Easy.<|end|>";
    String answer = "<|start|>assistant<|channel|>final<|message|>Noon.<|return|>";
    assertThat(compile("harmony", false).matches(analysis + answer)).isTrue();
    assertThat(compile("harmony", true).matches(analysis + answer)).isFalse();
  }

  @Test
  void everyFormatIsThere() {
    assertThat(ToolFormat.all().stream().map(ToolFormat::name))
        .contains("llama", "qwen", "hermes", "deepseek", "mistral", "harmony");
  }

  private static Vocabulary vocabulary(List<String> controls) {
    List<byte[]> tokens = new ArrayList<>();
    for (int b = 0; b < 256; b++) {
      tokens.add(new byte[] {(byte) b});
    }
    BitSet special = new BitSet();
    for (String control : controls) {
      special.set(tokens.size());
      tokens.add(control.getBytes(StandardCharsets.UTF_8));
    }
    return Vocabulary.of(tokens, special, tokens.size() - 1);
  }

  private static void feed(Matcher matcher, TokenMask mask, String text) {
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      token(matcher, mask, b & 255);
    }
  }

  private static void token(Matcher matcher, TokenMask mask, int token) {
    matcher.fillMask(mask);
    assertThat(mask.contains(token)).as("token %d", token).isTrue();
    assertThat(matcher.accept(token)).isTrue();
  }

  @Test
  void controlTokensStandForTheirTextAndAnEndTokenEnds() {
    Vocabulary vocabulary =
        vocabulary(List.of("<|channel|>", "<|constrain|>", "<|message|>", "<|call|>"));
    Matcher matcher = compile("harmony", true).bind(vocabulary).matcher();
    TokenMask mask = new TokenMask(vocabulary.size());
    token(matcher, mask, 256);
    feed(matcher, mask, "commentary to=functions.time ");
    token(matcher, mask, 257);
    feed(matcher, mask, "json");
    token(matcher, mask, 258);
    assertThat(matcher.fork().accept(259)).isFalse();
    feed(matcher, mask, "{\"zone\":\"CET\"}");
    token(matcher, mask, 259);
    assertThat(matcher.isTerminated()).isTrue();
  }

  @Test
  void aControlTokenCanTriggerACallInFreeText() {
    Vocabulary vocabulary = vocabulary(List.of("<tool_call>", "</tool_call>", "<end>"));
    Matcher matcher = compile("qwen", false).bind(vocabulary).matcher();
    TokenMask mask = new TokenMask(vocabulary.size());
    feed(matcher, mask, "Well, ");
    assertThat(matcher.fork().accept(257)).isFalse();
    token(matcher, mask, 256);
    feed(matcher, mask, "\n{\"name\": \"now\", \"arguments\": {}}\n");
    token(matcher, mask, 257);
    feed(matcher, mask, "Done.");
    token(matcher, mask, 258);
    assertThat(matcher.isTerminated()).isTrue();
  }
}
