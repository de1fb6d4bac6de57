package io.espalier.runtime.backend.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.constrained.ConstraintCompiler;
import io.espalier.constrained.ConstraintSource;
import io.espalier.constrained.JsonOptions;
import io.espalier.constrained.RegexDialect;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

final class LoweringTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final ConstraintCompiler COMPILER = new ConstraintCompiler();

  private static ConstraintSource regex(String pattern) {
    return new ConstraintSource.Regex(pattern, RegexDialect.RE2_FULL);
  }

  private static ConstraintSource schema(String text) {
    return new ConstraintSource.JsonSchema(JSON.readTree(text), JsonOptions.GENERATION);
  }

  private static String lowered(ConstraintSource source, DialectTable table) {
    Lowering lowering = Lowering.of(source, table);
    return lowering.means() + " " + lowering.wrapping() + " " + lowering.value();
  }

  @Test
  void giveEachDialectItsStrongestForm() {
    var choice = new ConstraintSource.Choice(List.of("a", "b+"));
    assertThat(lowered(choice, DialectTable.VLLM)).isEqualTo("CHOICE NONE [\"a\",\"b+\"]");
    assertThat(lowered(choice, DialectTable.SGLANG)).isEqualTo("REGEX NONE \"(a|b\\\\+)\"");
    assertThat(lowered(choice, DialectTable.LLAMA_CPP))
        .isEqualTo("GRAMMAR NONE \"root ::= \\\"a\\\" | \\\"b+\\\"\"");
    assertThat(lowered(choice, DialectTable.OLLAMA))
        .isEqualTo("JSON_SCHEMA STRING {\"type\":\"string\",\"enum\":[\"a\",\"b+\"]}");
    assertThat(lowered(choice, DialectTable.ANTHROPIC)).startsWith("TOOL VALUE_STRING {");
    assertThat(lowered(new ConstraintSource.Format("date"), DialectTable.OLLAMA))
        .isEqualTo("JSON_SCHEMA STRING {\"type\":\"string\",\"format\":\"date\"}");
  }

  @Test
  void writesBoundedTextSoThatEveryEngineReadsIt() {
    assertThat(lowered(regex("(?s:.{0,40})"), DialectTable.VLLM))
        .isEqualTo("REGEX NONE \"[\\\\s\\\\S]{0,40}\"");
    assertThat(lowered(regex("(?s:.{0,40})"), DialectTable.OLLAMA))
        .isEqualTo("JSON_SCHEMA STRING {\"type\":\"string\",\"minLength\":0,\"maxLength\":40}");
  }

  @Test
  void keepsDefinitionsWhereReferencesLookForThem() {
    String text =
        "{\"$defs\":{\"A\":{\"type\":\"integer\"}},\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/A\"}}";
    Lowering lowering = Lowering.of(schema(text), DialectTable.OPENAI);
    assertThat(lowering.wrapping()).isEqualTo(Wrapping.VALUE_JSON);
    var whole =
        COMPILER.compile(new ConstraintSource.JsonSchema(lowering.value(), JsonOptions.ANY));
    assertThat(whole.matches("{\"value\": [1, 2]}")).isTrue();
    assertThat(whole.matches("{\"value\": [\"x\"]}")).isFalse();
    assertThat(lowering.wrapping().unwrap("{\"value\": [1, 2]}")).isEqualTo("[1,2]");
  }

  @Test
  void leavesObjectsAsTheyAre() {
    String text = "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\"}}}";
    assertThat(lowered(schema(text), DialectTable.ANTHROPIC)).isEqualTo("TOOL NONE " + text);
  }

  @ParameterizedTest
  @EnumSource
  void refusesByNameWhatTheTableDoesNotHave(DialectTable table) {
    var lark = new ConstraintSource.Lark("start: \"a\"");
    if (table.means(ConstraintKind.LARK) == Means.NONE) {
      assertThatThrownBy(() -> Lowering.of(lark, table))
          .hasMessage(table.id() + " cannot be asked for a Lark");
    } else {
      assertThat(Lowering.of(lark, table).value().stringValue()).isEqualTo("start: \"a\"");
    }
  }

  /// The regex and the grammar of a choice accept its texts and no others.
  @RepeatedTest(100)
  void escapesChoicesExactly(RepetitionInfo info) {
    var random = new Random(info.getCurrentRepetition());
    String letters = "ab\\^$.|?*+()[]{}\"'\n\t /-é€";
    var texts = List.of(text(random, letters), text(random, letters), text(random, letters));
    var choice = new ConstraintSource.Choice(texts);
    var regex =
        COMPILER.compile(regex(Lowering.of(choice, DialectTable.SGLANG).value().stringValue()));
    var grammar =
        COMPILER.compile(
            new ConstraintSource.Ebnf(
                Lowering.of(choice, DialectTable.LLAMA_CPP).value().stringValue()));
    for (String one : texts) {
      assertThat(regex.matches(one)).as(one).isTrue();
      assertThat(grammar.matches(one)).as(one).isTrue();
    }
    for (int i = 0; i < 20; i++) {
      String other = text(random, letters);
      assertThat(regex.matches(other)).as(other).isEqualTo(texts.contains(other));
      assertThat(grammar.matches(other)).as(other).isEqualTo(texts.contains(other));
    }
  }

  private static String text(Random random, String letters) {
    var text = new StringBuilder();
    for (int i = 0; i <= random.nextInt(4); i++) {
      text.append(letters.charAt(random.nextInt(letters.length())));
    }
    return text.toString();
  }

  @Test
  void unwrapsOnlyWhatIsWrapped() {
    assertThat(Wrapping.STRING.unwrap(" \"a\\u0062\" ")).isEqualTo("ab");
    assertThat(Wrapping.VALUE_STRING.unwrap("{\"value\":\"x\"}")).isEqualTo("x");
    assertThat(Wrapping.VALUE_JSON.unwrap("{\"value\":{\"a\": 1}}")).isEqualTo("{\"a\":1}");
    for (String wrong : new String[] {"", "5", "{", "{\"value\":5}", "[]", "nothing"}) {
      assertThatThrownBy(() -> Wrapping.VALUE_STRING.unwrap(wrong))
          .as(wrong)
          .hasMessageContaining("is not the JSON that was asked for");
    }
  }
}
