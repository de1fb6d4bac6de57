package io.espalier.runtime.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/// Small vocabularies with the steps that published ones are made of, against the reference
/// implementation.
class TokenizerVariantsTest {
  @TestFactory
  List<DynamicTest> agreesWithTheReferenceImplementation() {
    JsonNode variants = TokenizerJson.tree("variants", TinyTokenizers.resource("variants.json"));
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode variant : variants) {
      String name = variant.path("name").asString();
      tests.add(dynamicTest(name, () -> check(name, variant)));
    }
    assertThat(tests).hasSize(11);
    return tests;
  }

  private static void check(String name, JsonNode variant) {
    byte[] json = variant.path("tokenizer").toString().getBytes(StandardCharsets.UTF_8);
    Tokenizer tokenizer = HuggingFaceTokenizerReader.parse(name, json);
    List<String> wrong = new ArrayList<>();
    for (JsonNode example : variant.path("cases")) {
      String text = example.path("text").asString();
      List<Integer> expected = new ArrayList<>();
      example.path("ids").forEach(id -> expected.add(id.asInt()));
      List<Integer> actual = new ArrayList<>();
      for (int id : tokenizer.encode(text)) {
        actual.add(id);
      }
      if (!actual.equals(expected)) {
        wrong.add("'%s': %s, not %s".formatted(text, actual, expected));
      }
      int[] ids = expected.stream().mapToInt(Integer::intValue).toArray();
      if (!tokenizer.decode(ids).equals(example.path("decoded").asString())) {
        wrong.add(
            "'%s' decodes to '%s', not '%s'"
                .formatted(text, tokenizer.decode(ids), example.path("decoded").asString()));
      }
    }
    assertThat(wrong).isEmpty();
  }
}
