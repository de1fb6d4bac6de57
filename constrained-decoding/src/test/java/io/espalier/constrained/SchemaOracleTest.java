package io.espalier.constrained;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Masks of random schemas against the list of all their texts, judged value by value by an
/// independent validator.
final class SchemaOracleTest {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final JsonOptions COMPACT = JsonOptions.GENERATION.withFixedOrder(false);
  private static final int LONGEST = 32;

  @RepeatedTest(200)
  void aTokenIsAllowedIffSomeValidTextGoesOnWithIt(RepetitionInfo info) {
    Random random = new Random(info.getCurrentRepetition());
    JsonNode keywords = new RandomSchema(random).schema(2);
    IndependentValidator validator = new IndependentValidator(keywords, false);
    List<String> words =
        RandomSchema.texts().stream()
            .filter(text -> validator.isValid(MAPPER.readTree(text)))
            .toList();
    ObjectNode schema = MAPPER.createObjectNode();
    schema.putArray("allOf").add(RandomSchema.universe()).add(keywords);
    Constraint constraint =
        new ConstraintCompiler().compile(new ConstraintSource.JsonSchema(schema, COMPACT));
    Vocabulary vocabulary = SmallVocabulary.over("{}[]\":,ab012nultre-.\\", 80, random);
    // Where keys are given by patterns, whether an object can be completed is found by samples.
    PrefixOracle.Promise promise =
        keywords.toString().contains("patternProperties")
            ? PrefixOracle.Promise.NOTHING
            : PrefixOracle.Promise.COMPLETION;
    new PrefixOracle(words, LONGEST, promise)
        .check(constraint, vocabulary, random, 4, keywords.toString());
  }
}
