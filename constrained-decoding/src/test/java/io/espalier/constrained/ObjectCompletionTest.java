package io.espalier.constrained;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// A byte after which an object cannot be completed any more is refused at once, also where many
/// conditions are open or one member has to serve several of them.
final class ObjectCompletionTest {
  private static Constraint compile(String schema) {
    return new ConstraintCompiler()
        .compile(
            new ConstraintSource.JsonSchema(
                JsonMapper.shared().readTree(schema), JsonOptions.GENERATION));
  }

  private static int mismatch(Constraint constraint, String text) {
    return constraint.firstMismatch(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aKeyThatTellsManyAlternativesApartTakesTheirConstantsOnly() {
    StringBuilder schema =
        new StringBuilder("{\"required\":[\"kind\",\"v\"],\"type\":\"object\",\"allOf\":[");
    StringBuilder kinds = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      kinds.append(i == 0 ? "" : ",").append("\"k").append(i).append('"');
      schema.append(
          """
          {"if":{"properties":{"kind":{"const":"k%d"}}},
           "then":{"properties":{"v":{"const":%d}}},
           "else":{"properties":{"v":{"not":{"const":%d}}}}},
          """
              .formatted(i, i, i));
    }
    schema.append("{\"properties\":{\"kind\":{\"enum\":[").append(kinds).append("]},\"v\":{}}}]}");
    Constraint constraint = compile(schema.toString());
    assertThat(constraint.matches("{\"kind\":\"k7\",\"v\":7}")).isTrue();
    assertThat(mismatch(constraint, "{\"kind\":\"x")).isEqualTo(9);
    assertThat(mismatch(constraint, "{\"kind\":\"k7\",\"v\":8")).isEqualTo(17);
  }

  @Test
  void oneMemberCanBreakSeveralConditions() {
    Constraint constraint =
        compile(
            """
            {"type":"object","maxProperties":1,"properties":{"a":{},"b":{}},
             "not":{"anyOf":[{"properties":{"a":{"type":"string"}}},
                             {"properties":{"a":{"type":"number"}}}]}}
            """);
    assertThat(constraint.matches("{\"a\":null}")).isTrue();
    assertThat(mismatch(constraint, "{\"a\":1")).isEqualTo(5);
    assertThat(mismatch(constraint, "{\"b\"")).isEqualTo(2);
  }

  @Test
  void theOnlyKeyAllowedMeetsEveryConditionOnSomeKey() {
    Constraint constraint =
        compile(
            """
            {"type":"object","maxProperties":1,"allOf":[
              {"not":{"propertyNames":{"not":{"pattern":"^a"}}}},
              {"not":{"propertyNames":{"not":{"pattern":"b$"}}}}]}
            """);
    assertThat(constraint.matches("{\"axb\":1}")).isTrue();
    assertThat(mismatch(constraint, "{\"b")).isEqualTo(2);
    assertThat(mismatch(constraint, "{\"ax\"")).isEqualTo(4);
  }

  @Test
  void conditionsNoKeyCanMeetTogetherLeaveNoObject() {
    Constraint constraint =
        compile(
            """
            {"type":"object","maxProperties":1,"allOf":[
              {"not":{"propertyNames":{"not":{"pattern":"^a"}}}},
              {"not":{"propertyNames":{"not":{"pattern":"^b"}}}}]}
            """);
    assertThat(constraint.isEmpty()).isTrue();
  }

  @Test
  void theWayToTheEndWaitsForWhatAnOpenValueDecides() {
    Constraint constraint =
        compile(
            """
            {"type":"object","required":["t"],"properties":{"t":{"type":"string"}},"oneOf":[
              {"properties":{"t":{"const":"s"}}},
              {"properties":{"t":{"const":"long"},"more":{"const":"twenty bytes of text"}},
               "required":["more"]}]}
            """);
    Vocabulary bytes = SmallVocabulary.of(List.of());
    Matcher matcher = constraint.bind(bytes).matcher();
    for (byte b : "{\"t\":\"l".getBytes(StandardCharsets.UTF_8)) {
      matcher.accept(b);
    }
    assertThat(matcher.tokensToEnd())
        .isEqualTo("ong\",\"more\":\"twenty bytes of text\"}".length());
  }
}
