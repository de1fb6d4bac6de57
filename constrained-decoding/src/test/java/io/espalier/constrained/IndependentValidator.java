package io.espalier.constrained;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Another implementation's judgement on JSON Schema (networknt json-schema-validator), `format`
/// asserted or not.
final class IndependentValidator {
  private final Schema schema;

  IndependentValidator(JsonNode schema, boolean assertFormats) {
    SchemaRegistryConfig config =
        SchemaRegistryConfig.builder()
            .formatAssertionsEnabled(assertFormats)
            .schemaIdValidator((_, _, _, _, _) -> true)
            .build();
    SpecificationVersion version =
        SpecificationVersion.fromSchemaNode(schema).orElse(SpecificationVersion.DRAFT_2020_12);
    this.schema =
        SchemaRegistry.withDefaultDialect(version, builder -> builder.schemaRegistryConfig(config))
            .getSchema(schema);
  }

  boolean isValid(JsonNode value) {
    return schema.validate(value).isEmpty();
  }

  /// Returns the objections, in words.
  List<String> objections(JsonNode value) {
    return schema.validate(value).stream().map(Object::toString).toList();
  }
}
