package io.espalier.runtime.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.espalier.compiler.Compiler;
import io.espalier.compiler.analysis.ImportResolver;
import io.espalier.dsl.diagnostic.SourceText;
import io.espalier.runtime.server.programs.ServedProgram;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The document at `/openapi.json`, judged by the OpenAPI Initiative's own schema, and the schemas
/// in it by that of JSON Schema 2020-12.
class OpenApiTest {
  private static final String TYPES =
      """
      record Person { name: string, age: int(0..150), tags: string[] }

      /// Says who somebody is.
      prompt describe(person: Person, mood: "glad" | "sad" = "glad", more: string?) -> Person {
        "Who?\\[answer: Person]"
        return answer
      }

      prompt count(words: string[], weights: float[]) -> int {
        "How many?\\[n: int(0..9)]"
        return n
      }
      """;

  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  private static JsonNode document() throws Exception {
    var program =
        Compiler.compile(new SourceText("types.sgl", TYPES), ImportResolver.none())
            .programOrThrow();
    try (var server =
        TestServer.on(
            TestServer.simulated(),
            ServerOptions.of("tiny", 0)
                .withPrograms(
                    List.of(new ServedProgram("types", TYPES, program, Map.of())), Map.of()))) {
      return TestServer.JSON.readTree(server.get("/openapi.json").body());
    }
  }

  private static Schema openApi() throws IOException {
    try (InputStream file = OpenApiTest.class.getResourceAsStream("openapi/schema-3.1.json")) {
      return REGISTRY.getSchema(TestServer.JSON.readTree(file));
    }
  }

  @Test
  void isAnOpenApiDocument() throws Exception {
    JsonNode document = document();
    assertThat(openApi().validate(document)).isEmpty();
    assertThat(document.path("paths").propertyNames())
        .contains(
            "/run/types/describe",
            "/run/types/count",
            "/v1/programs",
            "/v1/chat/completions",
            "/v1/responses",
            "/health");
  }

  @Test
  void isRefusedByTheSameJudgeWhenItIsWrong() throws Exception {
    ObjectNode document = (ObjectNode) document();
    document.put("openapi", "3");
    assertThat(openApi().validate(document)).isNotEmpty();
    ObjectNode other = (ObjectNode) document();
    ((ObjectNode) other.at("/paths/~1v1~1programs/post")).remove("responses");
    ((ObjectNode) other.at("/paths/~1v1~1programs/post")).put("reponses", 1);
    assertThat(openApi().validate(other)).isNotEmpty();
  }

  @Test
  void hasOnlySoundSchemas() throws Exception {
    Schema meta =
        REGISTRY.getSchema(SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId()));
    List<JsonNode> schemas = new ArrayList<>();
    JsonNode document = document();
    collect(document, schemas);
    assertThat(schemas).hasSizeGreaterThan(8);
    for (JsonNode schema : schemas) {
      assertThat(meta.validate(schema)).as(schema.toString()).isEmpty();
    }
  }

  private static void collect(JsonNode node, List<JsonNode> schemas) {
    node.properties()
        .forEach(entry -> {
          if (entry.getKey().equals("schema")) {
            schemas.add(entry.getValue());
          } else {
            collect(entry.getValue(), schemas);
          }
        });
    if (node.isArray()) {
      node.forEach(item -> collect(item, schemas));
    }
  }

  @Test
  void namesEachOperationOnceAndLeavesNoReferenceOpen() throws Exception {
    JsonNode document = document();
    List<String> ids = new ArrayList<>();
    document
        .path("paths")
        .forEach(path ->
            path.forEach(operation -> {
              if (operation.has("operationId")) {
                ids.add(operation.path("operationId").stringValue());
              }
            }));
    assertThat(ids).doesNotHaveDuplicates().hasSizeGreaterThan(10);
    for (JsonNode reference : document.findValues("$ref")) {
      String target = reference.stringValue();
      assertThat(target).startsWith("#/");
      assertThat(document.at(target.substring(1)).isMissingNode()).as(target).isFalse();
    }
  }
}
