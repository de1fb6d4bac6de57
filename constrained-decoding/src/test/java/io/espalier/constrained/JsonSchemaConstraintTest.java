package io.espalier.constrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class JsonSchemaConstraintTest {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private static Constraint compile(String schema, JsonOptions options) {
    return new ConstraintCompiler()
        .compile(new ConstraintSource.JsonSchema(MAPPER.readTree(schema), options));
  }

  private static Constraint any(String schema) {
    return compile(schema, JsonOptions.ANY);
  }

  @Test
  void membersComeInAnyOrderOrInTheDeclaredOne() {
    String schema =
        """
        {"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"boolean"}},
         "required":["a"],"additionalProperties":false}
        """;
    assertThat(any(schema).matches("{ \"b\" : true , \"a\" : 1 }")).isTrue();
    assertThat(any(schema).matches("{\"b\":true}")).isFalse();
    assertThat(any(schema).matches("{\"a\":1,\"a\":2}")).isFalse();
    Constraint fixed = compile(schema, JsonOptions.GENERATION);
    assertThat(fixed.matches("{\"a\":1,\"b\":true}")).isTrue();
    assertThat(fixed.matches("{\"b\":true,\"a\":1}")).isFalse();
    assertThat(fixed.matches("{\"a\": 1}")).isFalse();
  }

  @Test
  void stringsMeetPatternFormatAndLengthTogether() {
    Constraint constraint =
        any("{\"type\":\"string\",\"pattern\":\"^a\",\"minLength\":3,\"maxLength\":4}");
    assertThat(constraint.matches("\"abc\"")).isTrue();
    assertThat(constraint.matches("\"a\\u00e9\\n\"")).isTrue();
    assertThat(constraint.matches("\"ab\"")).isFalse();
    assertThat(constraint.matches("\"bbb\"")).isFalse();
    assertThat(constraint.matches("\"abcde\"")).isFalse();
    Constraint date = any("{\"type\":\"string\",\"format\":\"date\"}");
    assertThat(date.matches("\"2024-02-29\"")).isTrue();
    assertThat(date.matches("\"2023-02-29\"")).isFalse();
  }

  @Test
  void numbersAreComparedByValue() {
    Constraint constraint = any("{\"type\":\"number\",\"minimum\":-1.5,\"exclusiveMaximum\":20}");
    for (String good : List.of("-1.5", "-1.50", "0", "19.999", "1e1", "1.5e-7", "-0")) {
      assertThat(constraint.matches(good)).as(good).isTrue();
    }
    for (String bad : List.of("-1.51", "20", "2e1", "100", "-2", "01", "1.")) {
      assertThat(constraint.matches(bad)).as(bad).isFalse();
    }
    Constraint multiple = any("{\"multipleOf\":0.25,\"type\":\"number\"}");
    assertThat(multiple.matches("1.75")).isTrue();
    assertThat(multiple.matches("1.3")).isFalse();
  }

  @Test
  void alternativesAreDecidedByTheirTag() {
    Constraint constraint =
        any(
            """
            {"oneOf":[
              {"properties":{"kind":{"const":"x"},"v":{"type":"integer"}},"required":["kind","v"]},
              {"properties":{"kind":{"const":"y"},"v":{"type":"string"}},"required":["kind","v"]}]}
            """);
    assertThat(constraint.matches("{\"v\":1,\"kind\":\"x\"}")).isTrue();
    assertThat(constraint.matches("{\"kind\":\"y\",\"v\":\"s\"}")).isTrue();
    assertThat(constraint.matches("{\"v\":1,\"kind\":\"y\"}")).isFalse();
    assertThat(constraint.matches("{\"kind\":\"y\",\"v\":1}")).isFalse();
  }

  @Test
  void aDeadEndIsSeenBeforeItIsEntered() {
    Constraint constraint =
        any(
            """
            {"type":"object","properties":{"a":{"allOf":[{"type":"string"},{"type":"integer"}]}},
             "additionalProperties":{"type":"null"}}
            """);
    assertThat(constraint.firstMismatch("{\"a\":".getBytes(StandardCharsets.UTF_8))).isEqualTo(3);
    assertThat(
            any("{\"allOf\":[{\"type\":\"string\"},{\"minimum\":3,\"type\":\"integer\"}]}")
                .isEmpty())
        .isTrue();
    assertThat(
            any("{\"$ref\":\"#/$defs/n\",\"$defs\":{\"n\":{\"type\":\"object\",\"required\":[\"n\"],"
                    + "\"properties\":{\"n\":{\"$ref\":\"#/$defs/n\"}}}}}")
                .isEmpty())
        .isTrue();
  }

  @Test
  void uniqueItemsAndContainsAreEnforced() {
    Constraint constraint =
        any("{\"type\":\"array\",\"uniqueItems\":true,\"contains\":{\"const\":2},\"maxItems\":3}");
    assertThat(constraint.matches("[1,2,3]")).isTrue();
    assertThat(constraint.matches("[2,2.0]")).isFalse();
    assertThat(constraint.matches("[1,3,4]")).isFalse();
    assertThat(
            any("{\"type\":\"array\",\"uniqueItems\":true,\"minItems\":3,\"items\":{\"type\":\"boolean\"}}")
                .isEmpty())
        .isTrue();
  }

  @Test
  void whatCannotBeEnforcedIsRefusedByPointer() {
    assertThatThrownBy(() -> any("{\"properties\":{\"a/b\":{\"pattern\":\"(a)\\\\1\"}}}"))
        .isInstanceOf(ConstraintException.class)
        .hasMessageContaining("#/properties/a~1b/pattern@3");
    assertThatThrownBy(() -> any("{\"type\":\"strin\"}")).hasMessageContaining("#/type");
    assertThatThrownBy(() -> any("{\"$ref\":\"http://elsewhere/x\"}"))
        .hasMessageContaining("#/$ref");
    assertThatThrownBy(() -> any("{\"$ref\":\"#\"}")).hasMessageContaining("back to itself");
  }

  private static final List<String> SCHEMAS =
      List.of(
          "{}",
          "{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\",\"minLength\":1},"
              + "\"age\":{\"type\":\"integer\",\"minimum\":0,\"maximum\":150},"
              + "\"tags\":{\"type\":\"array\",\"items\":{\"enum\":[\"x\",\"y\",\"z\"]},\"uniqueItems\":true}},"
              + "\"required\":[\"name\",\"age\"]}",
          "{\"type\":\"object\",\"additionalProperties\":{\"type\":\"number\"},\"minProperties\":2}",
          "{\"$ref\":\"#/$defs/t\",\"$defs\":{\"t\":{\"type\":\"object\",\"properties\":"
              + "{\"v\":{\"type\":\"integer\"},\"k\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/t\"}}},"
              + "\"required\":[\"v\"],\"additionalProperties\":false}}}",
          "{\"type\":\"object\",\"patternProperties\":{\"^n\":{\"type\":\"integer\"}},"
              + "\"if\":{\"required\":[\"na\"]},\"then\":{\"required\":[\"nb\"]}}");

  @RepeatedTest(30)
  void randomGenerationsEndAndAreValid(RepetitionInfo info) {
    Random random = new Random(info.getCurrentRepetition());
    Vocabulary vocabulary = SmallVocabulary.random("nab{}[]\":,1.-e\\u ", 200, random);
    String schema = SCHEMAS.get(info.getCurrentRepetition() % SCHEMAS.size());
    Constraint spec = any(schema);
    Matcher matcher = compile(schema, JsonOptions.GENERATION).bind(vocabulary).matcher();
    TokenMask mask = new TokenMask(vocabulary.size());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int left = 120; ; left--) {
      matcher.fillMask(mask, left);
      int pick = mask.next(random.nextInt(vocabulary.size()));
      pick = pick < 0 ? mask.next(0) : pick;
      assertThat(pick).as("after %s", bytes).isNotNegative();
      assertThat(matcher.accept(pick)).isTrue();
      if (vocabulary.isEndOfSequence(pick)) {
        break;
      }
      bytes.writeBytes(vocabulary.bytes(pick));
      assertThat(left).as("ends within its budget: %s", bytes).isGreaterThan(-64);
    }
    String json = bytes.toString(StandardCharsets.UTF_8);
    JsonNode value = MAPPER.readTree(json);
    assertThat(value).isNotNull();
    assertThat(spec.matches(json)).as(json).isTrue();
  }

  @RepeatedTest(40)
  void maskHoldsExactlyTheTokensThatCanGoOn(RepetitionInfo info) {
    Random random = new Random(info.getCurrentRepetition());
    Vocabulary vocabulary = SmallVocabulary.random("nabv{}[]\":, 1\\ué", 300, random);
    String schema = SCHEMAS.get(random.nextInt(SCHEMAS.size()));
    JsonOptions options = random.nextBoolean() ? JsonOptions.ANY : JsonOptions.GENERATION;
    Matcher matcher = compile(schema, options).bind(vocabulary).matcher();
    TokenMask mask = new TokenMask(vocabulary.size());
    for (int step = 0; step < 25; step++) {
      matcher.fillMask(mask);
      for (int token = 0; token < vocabulary.size(); token++) {
        assertThat(mask.contains(token))
            .as("token %d of %s", token, schema)
            .isEqualTo(matcher.fork().accept(token));
      }
      int pick = mask.next(random.nextInt(vocabulary.size()));
      pick = pick < 0 ? mask.next(0) : pick;
      assertThat(matcher.accept(pick)).isTrue();
      if (vocabulary.isEndOfSequence(pick)) {
        return;
      }
    }
  }

  @Test
  void aUsedKeyCannotEndASecondTime() {
    Vocabulary vocabulary = SmallVocabulary.of(List.of());
    Matcher matcher =
        compile(
                "{\"type\":\"object\",\"dependencies\":{\"a\":{\"anyOf\":[{\"required\":[\"b\"]},"
                    + "{\"required\":[\"c\"]}]}},\"required\":[\"a\"]}",
                JsonOptions.GENERATION)
            .bind(vocabulary)
            .matcher();
    TokenMask mask = new TokenMask(vocabulary.size());
    for (byte b : "{\"a\":1,\"c\":1,\"a".getBytes(StandardCharsets.UTF_8)) {
      assertThat(matcher.accept(b)).isTrue();
    }
    matcher.fillMask(mask);
    for (int token = 0; token < vocabulary.size(); token++) {
      assertThat(mask.contains(token))
          .as("token %d", token)
          .isEqualTo(matcher.fork().accept(token));
    }
  }
}
