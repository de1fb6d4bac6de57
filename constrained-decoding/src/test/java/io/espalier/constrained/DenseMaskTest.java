package io.espalier.constrained;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import tools.jackson.databind.json.JsonMapper;

/// Masks of texts that allow most of a vocabulary, where sub-tries and slices are taken as a whole,
/// against the plain twin: every token fed byte by byte.
final class DenseMaskTest {
  private static final List<String> PATTERNS =
      List.of(
          "^[a-z]+(-[a-z0-9]+)*$",
          "^[A-Z][a-z]{1,5}( [A-Z][a-z]{1,5}){0,2}$",
          "^\\\\S+@\\\\S+\\\\.\\\\S+$",
          "^(?:\\\\S+\\\\s+){0,3}\\\\S+$",
          "foo|bar",
          "^.{1,7}$",
          "^[^:]+:[a-f0-9]+$",
          "^(?!.*(ab|12)).*z$",
          "^[\\\\w.-]+/[0-9]{2,4}$",
          "^\\\\p{L}+$",
          "[\\\\u0400-\\\\u04ff]{2}",
          "^[0-9a-f]{8}-[0-9a-f]{4}$",
          "é",
          "^\\\\d{1,3}(,\\\\d{3})*$");

  private static final List<String> SCHEMAS =
      List.of(
          "{\"type\":\"string\",\"pattern\":\"%1$s\"}",
          "{\"type\":\"object\",\"patternProperties\":{\"%1$s\":{\"type\":\"integer\"}}}",
          "{\"type\":\"array\",\"items\":{\"oneOf\":[{\"pattern\":\"%1$s\"},{\"pattern\":\"%2$s\"}]}}",
          "{\"type\":\"string\",\"not\":{\"pattern\":\"%1$s\"},\"maxLength\":9}",
          "{\"type\":\"object\",\"properties\":{\"ab\":{\"type\":\"string\",\"pattern\":\"%1$s\"},"
              + "\"the\":{\"enum\":[\"one\",\"two\",1.5]}},\"required\":[\"ab\"]}",
          "{\"type\":\"object\",\"propertyNames\":{\"pattern\":\"%1$s\"},\"additionalProperties\":"
              + "{\"type\":\"string\",\"minLength\":2,\"maxLength\":4},\"maxProperties\":3}",
          "{\"anyOf\":[{\"type\":\"number\"},{\"type\":\"string\",\"pattern\":\"%1$s\"},{\"type\":\"array\"}]}");

  private static Vocabulary vocabulary(Random random) {
    String[] alphabets = {
      "abcdefz",
      "abcXYZ",
      "0123456789",
      " \t\n\r",
      "-_.:/@,{}[]",
      "aé",
      "ждлп",
      "日本\u3000",
      "ab 12-",
      "\"",
    };
    List<byte[]> tokens = new ArrayList<>();
    for (int b = 0; b < 256; b++) {
      tokens.add(new byte[] {(byte) b});
    }
    for (int i = 0; i < 1500; i++) {
      StringBuilder word = new StringBuilder();
      int parts = random.nextInt(4) == 0 ? 2 : 1;
      for (int part = 0; part < parts; part++) {
        String alphabet = alphabets[random.nextInt(alphabets.length)];
        int length = 1 + random.nextInt(random.nextInt(8) == 0 ? 12 : 5);
        for (int j = 0; j < length; j++) {
          word.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
      }
      byte[] bytes = word.toString().getBytes(StandardCharsets.UTF_8);
      // Merges of byte-level tokenizers may begin or end amid a character.
      int from = random.nextInt(8) == 0 ? random.nextInt(bytes.length) : 0;
      int to = random.nextInt(8) == 0 ? from + random.nextInt(bytes.length - from) : bytes.length;
      tokens.add(Arrays.copyOfRange(bytes, from, Math.max(to, from + 1)));
    }
    BitSet special = new BitSet();
    special.set(tokens.size());
    tokens.add("<end>".getBytes(StandardCharsets.UTF_8));
    return Vocabulary.of(tokens, special, tokens.size() - 1);
  }

  @RepeatedTest(120)
  void maskHoldsExactlyTheTokensThatCanGoOn(RepetitionInfo info) {
    Random random = new Random(info.getCurrentRepetition());
    Vocabulary vocabulary = vocabulary(random);
    String schema =
        SCHEMAS
            .get(random.nextInt(SCHEMAS.size()))
            .formatted(
                PATTERNS.get(random.nextInt(PATTERNS.size())),
                PATTERNS.get(random.nextInt(PATTERNS.size())));
    JsonOptions options = random.nextBoolean() ? JsonOptions.ANY : JsonOptions.GENERATION;
    ConstraintSource source =
        new ConstraintSource.JsonSchema(new JsonMapper().readTree(schema), options);
    compare(new ConstraintCompiler().compile(source), vocabulary, random, schema);
  }

  @RepeatedTest(40)
  void theSameHoldsForBareRegexes(RepetitionInfo info) {
    Random random = new Random(info.getCurrentRepetition());
    String pattern = PATTERNS.get(random.nextInt(PATTERNS.size())).replace("\\\\", "\\");
    ConstraintSource source = new ConstraintSource.Regex(pattern, RegexDialect.ECMA_SEARCH);
    compare(new ConstraintCompiler().compile(source), vocabulary(random), random, pattern);
  }

  private static void compare(
      Constraint constraint, Vocabulary vocabulary, Random random, String what) {
    if (constraint.isEmpty()) {
      return;
    }
    Matcher matcher = constraint.bind(vocabulary).matcher();
    TokenMask mask = new TokenMask(vocabulary.size());
    for (int step = 0; step < 14; step++) {
      matcher.fillMask(mask);
      for (int token = 0; token < vocabulary.size(); token++) {
        boolean allowed = matcher.accept(token);
        if (allowed) {
          matcher.rollback(1);
        }
        if (mask.contains(token) != allowed) {
          assertThat(mask.contains(token))
              .as("%s step %d token %d %s", what, step, token, vocabulary.bytes(token))
              .isEqualTo(allowed);
        }
      }
      int pick = mask.next(random.nextInt(vocabulary.size()));
      pick = pick < 0 ? mask.next(0) : pick;
      assertThat(pick).as("a live state always allows something").isNotNegative();
      assertThat(matcher.accept(pick)).isTrue();
      if (matcher.isTerminated()) {
        return;
      }
    }
  }
}
