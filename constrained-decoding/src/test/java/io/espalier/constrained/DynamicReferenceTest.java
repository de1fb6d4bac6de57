package io.espalier.constrained;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// `$dynamicRef` leads to the outermost document gone through that has the anchor (JSON Schema Core
/// 2020-12, §8.2.3.2).
final class DynamicReferenceTest {
  /// A tree whose nodes are whatever the document that uses it says they are.
  private static final String TREE =
      """
      {"$id":"tree","$dynamicAnchor":"node","type":"object",
       "properties":{"data":true,"children":{"type":"array","items":{"$dynamicRef":"#node"}}}}
      """;

  private static Constraint compile(String schema) {
    return new ConstraintCompiler()
        .compile(
            new ConstraintSource.JsonSchema(JsonMapper.shared().readTree(schema), JsonOptions.ANY));
  }

  @Test
  void theOutermostAnchorIsTaken() {
    Constraint strict =
        compile(
            """
            {"$id":"http://x/strict","$dynamicAnchor":"node","$ref":"tree",
             "unevaluatedProperties":false,"$defs":{"tree":%s}}
            """
                .formatted(TREE));
    assertThat(strict.matches("{\"children\":[{\"data\":1}]}")).isTrue();
    assertThat(strict.matches("{\"children\":[{\"daat\":1}]}")).isFalse();
  }

  @Test
  void theSameDocumentIsReadOnceForEachWayToIt() {
    Constraint both =
        compile(
            """
            {"$id":"http://x/both","type":"object","properties":{
               "plain":{"$ref":"tree"},
               "strict":{"$id":"strict","$dynamicAnchor":"node","$ref":"tree",
                         "unevaluatedProperties":false}},
             "$defs":{"tree":%s}}
            """
                .formatted(TREE));
    assertThat(both.matches("{\"plain\":{\"children\":[{\"daat\":1}]}}")).isTrue();
    assertThat(both.matches("{\"strict\":{\"children\":[{\"daat\":1}]}}")).isFalse();
  }

  @Test
  void anAnchorThatIsNotDynamicWhereItLeadsIsAPlainReference() {
    Constraint plain =
        compile(
            """
            {"$id":"http://x/plain","$dynamicAnchor":"items","type":"array",
             "items":{"$dynamicRef":"other#items"},
             "$defs":{"o":{"$id":"other","$defs":{"i":{"$anchor":"items","type":"string"}}}}}
            """);
    assertThat(plain.matches("[\"a\"]")).isTrue();
    assertThat(plain.matches("[[]]")).isFalse();
  }
}
