package io.espalier.constrained.bench;

import io.espalier.constrained.Vocabulary;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Turns regexes with the strings they match, and those they do not, into cases of a schema
/// `{"type":"string","pattern":…}` with tokenised JSON texts.
final class PatternCases {
  private final JsonMapper mapper = JsonLines.mapper();
  private final Vocabulary vocabulary;
  private final String field;

  /// Token ids go into the member `field` of each test.
  PatternCases(Vocabulary vocabulary, String field) {
    this.vocabulary = vocabulary;
    this.field = field;
  }

  /// Tells whether a line is a regex and not a schema.
  static boolean isPattern(JsonNode line) {
    return line.has("pattern") && !line.has("schema");
  }

  /// Returns the case of a regex line.
  JsonNode of(JsonNode line) {
    ObjectNode out = mapper.createObjectNode();
    out.put("name", line.get("id").stringValue()).put("source", "pattern");
    out.putObject("schema").put("type", "string").set("pattern", line.get("pattern"));
    ArrayNode tests = out.putArray("tests");
    add(line.path("accept"), true, tests);
    add(line.path("reject"), false, tests);
    return out;
  }

  private void add(JsonNode texts, boolean valid, ArrayNode tests) {
    for (JsonNode text : texts) {
      String json = mapper.writeValueAsString(text.stringValue());
      ObjectNode test = tests.addObject().put("valid", valid).put("text", json);
      test.set(field, tokens(json.getBytes(StandardCharsets.UTF_8)));
    }
  }

  /// Splits greedily into the longest tokens, as the vocabulary's own merges are not known here.
  private ArrayNode tokens(byte[] text) {
    ArrayNode out = mapper.createArrayNode();
    int from = 0;
    while (from < text.length) {
      int token = vocabulary.trie().longest(text, from);
      if (token < 0) {
        throw new IllegalArgumentException("no token starts with byte " + (text[from] & 255));
      }
      out.add(token);
      from += vocabulary.length(token);
    }
    return out;
  }
}
