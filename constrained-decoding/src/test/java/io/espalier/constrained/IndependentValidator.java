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

  /// Returns the objections, in words, without those that only this validator has: it knows e-mail
  /// domains by a list of top levels, and reads `\s` and the syntax of regexes as Java does.
  List<String> objections(JsonNode value) {
    return schema.validate(value).stream()
        .map(Object::toString)
        .filter(text ->
            !text.contains("valid RFC 5321 Mailbox")
                && !text.contains("valid ECMA-262 regular expression")
                && !(text.contains("does not match the regex pattern") && text.contains("\\s")))
        .toList();
  }
}
