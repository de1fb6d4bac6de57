package io.espalier.constrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Schemas a stranger might send: each ends in our exception or compiles within its limits.
final class HostileSchemaTest {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private static Constraint compile(JsonNode schema) {
    CompileLimits limits =
        CompileLimits.DEFAULT.withMaxNodes(200_000).withTime(Duration.ofSeconds(5));
    return new ConstraintCompiler(limits)
        .compile(new ConstraintSource.JsonSchema(schema, JsonOptions.ANY));
  }

  @Test
  void deepNestingIsRefusedByDepth() {
    ObjectNode root = MAPPER.createObjectNode();
    ObjectNode at = root;
    for (int i = 0; i < 5_000; i++) {
      at = at.putObject("items");
    }
    assertThatThrownBy(() -> compile(root))
        .isInstanceOfSatisfying(
            ConstraintException.class,
            e -> assertThat(e.code()).isEqualTo(ConstraintError.TOO_DEEP));
  }

  @Test
  void aHugeEnumCompilesOrIsRefusedByName() {
    ArrayNode values = MAPPER.createArrayNode();
    for (int i = 0; i < 20_000; i++) {
      values.add("value-" + i);
    }
    ObjectNode schema = MAPPER.createObjectNode();
    schema.set("enum", values);
    Constraint constraint = compile(schema);
    assertThat(constraint.matches("\"value-19999\"")).isTrue();
    assertThat(constraint.matches("\"value-20000\"")).isFalse();
  }

  @Test
  void manyOverlappingAlternativesStayWithinTheirCaps() {
    ArrayNode alternatives = MAPPER.createArrayNode();
    for (int i = 0; i < 24; i++) {
      ObjectNode each = alternatives.addObject();
      for (int j = 0; j < 5; j++) {
        each.withObject("/properties").putObject("p" + ((i + j) % 24)).put("minimum", i);
      }
    }
    ObjectNode schema = MAPPER.createObjectNode();
    schema.set("oneOf", alternatives);
    schema.put("type", "object");
    Constraint constraint = compile(schema);
    assertThat(constraint.matches("{\"p0\":-1,\"p1\":-1}")).isFalse();
    // Each alternative speaks of one of these keys at least; only the first allows a 0 there.
    assertThat(constraint.matches("{\"p3\":0,\"p8\":0,\"p13\":0,\"p18\":0,\"p23\":0}")).isTrue();
  }

  @RepeatedTest(60)
  void mutatedSchemasNeverFailOtherwise(RepetitionInfo info) {
    Random random = new Random(info.getCurrentRepetition());
    String seed =
        """
        {"type":"object","properties":{"a":{"type":["string","null"],"pattern":"^a{2,3}(?=b)","maxLength":9},
        "b":{"$ref":"#/$defs/x"},"c":{"oneOf":[{"const":1},{"enum":[2,"t"]},{"multipleOf":0.5}]}},
        "required":["a"],"patternProperties":{"^n":{"items":{"minimum":-2.5}}},"minProperties":2,
        "$defs":{"x":{"type":"array","uniqueItems":true,"contains":{"type":"integer"},"maxItems":4}},
        "if":{"required":["b"]},"then":{"not":{"required":["c"]}},"unevaluatedProperties":false}
        """;
    StringBuilder text = new StringBuilder(seed);
    for (int i = 0; i <= random.nextInt(6); i++) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(3)) {
        case 0 -> text.deleteCharAt(at);
        case 1 -> text.insert(at, "{}[]\",:01-aex$".charAt(random.nextInt(14)));
        default -> text.setCharAt(at, "{}[]\",:01-aex$".charAt(random.nextInt(14)));
      }
    }
    try {
      Constraint constraint = compile(MAPPER.readTree(text.toString()));
      assertThat(
              constraint.firstMismatch(
                  "{\"a\":\"aab\",\"n\":[1]}".getBytes(StandardCharsets.US_ASCII)))
          .isGreaterThanOrEqualTo(-1);
    } catch (JacksonException | ConstraintException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
