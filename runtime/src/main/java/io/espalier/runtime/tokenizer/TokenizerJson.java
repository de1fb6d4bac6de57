package io.espalier.runtime.tokenizer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/// The content of a Hugging Face `tokenizer.json`, with its two large parts read as a stream.
///
/// A quarter of a million merges as tree nodes would cost more than all the rest of the start.
/// Everything else is small and stays a tree in {@link #parts}; the model's own settings are in
/// {@link #model}.
final class TokenizerJson {
  private static final int MAX_MERGES = 8_000_000;
  private static final int MAX_STRING = 1 << 24;
  private static final int MAX_DEPTH = 100;

  static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxStringLength(MAX_STRING)
                          .build())
                  .build())
          .build();

  final String source;
  final Map<String, JsonNode> parts = new HashMap<>();
  final Map<String, JsonNode> model = new HashMap<>();

  /// Token text → id, in the file's order.
  final Map<String, Integer> vocabulary = new LinkedHashMap<>();

  /// By position in a unigram vocabulary: the token's log-probability.
  final List<Float> scores = new ArrayList<>();

  /// Left and right sides, alternating.
  final List<String> merges = new ArrayList<>();

  private TokenizerJson(String source) {
    this.source = source;
  }

  /// Reads `bytes`, a whole file named `source`.
  static TokenizerJson parse(String source, byte[] bytes) {
    var json = new TokenizerJson(source);
    try (JsonParser parser = MAPPER.createParser(bytes)) {
      json.expect(parser.nextToken(), JsonToken.START_OBJECT, "the file");
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        if (name.equals("model")) {
          json.readModel(parser);
        } else {
          json.parts.put(name, parser.readValueAsTree());
        }
      }
      json.expect(parser.currentToken(), JsonToken.END_OBJECT, "the file");
      return json;
    } catch (JacksonException e) {
      throw new TokenizerException.Invalid(source, "not JSON: " + e.getOriginalMessage());
    }
  }

  /// Reads a small file.
  static JsonNode tree(String source, byte[] bytes) {
    try {
      return MAPPER.readTree(bytes);
    } catch (JacksonException e) {
      throw new TokenizerException.Invalid(source, "not JSON: " + e.getOriginalMessage());
    }
  }

  /// The part called `name`; a missing node where the file has none.
  JsonNode part(String name) {
    return parts.getOrDefault(name, MissingNode.getInstance());
  }

  /// The model's setting `name`; a missing node where it has none.
  JsonNode setting(String name) {
    return model.getOrDefault(name, MissingNode.getInstance());
  }

  private void readModel(JsonParser parser) {
    expect(parser.currentToken(), JsonToken.START_OBJECT, "model");
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      if (name.equals("vocab") && token == JsonToken.START_OBJECT) {
        readVocabulary(parser);
      } else if (name.equals("vocab") && token == JsonToken.START_ARRAY) {
        readScoredVocabulary(parser);
      } else if (name.equals("merges")) {
        readMerges(parser);
      } else {
        model.put(name, parser.readValueAsTree());
      }
    }
  }

  private void readVocabulary(JsonParser parser) {
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String token = parser.currentName();
      expect(parser.nextToken(), JsonToken.VALUE_NUMBER_INT, "the id of token " + token);
      put(token, parser.getIntValue());
    }
  }

  private void readScoredVocabulary(JsonParser parser) {
    while (parser.nextToken() == JsonToken.START_ARRAY) {
      int id = scores.size();
      expect(parser.nextToken(), JsonToken.VALUE_STRING, "token " + id);
      String token = parser.getString();
      JsonToken score = parser.nextToken();
      if (score != JsonToken.VALUE_NUMBER_FLOAT && score != JsonToken.VALUE_NUMBER_INT) {
        throw new TokenizerException.Invalid(source, "token " + id + " has no score");
      }
      scores.add((float) parser.getDoubleValue());
      put(token, id);
      expect(parser.nextToken(), JsonToken.END_ARRAY, "token " + id);
    }
  }

  private void put(String token, int id) {
    if (id < 0 || id >= TokenTable.MAX_TOKENS || vocabulary.size() >= TokenTable.MAX_TOKENS) {
      throw new TokenizerException.Invalid(
          source, "token id %d; ids are 0 to %,d".formatted(id, TokenTable.MAX_TOKENS - 1));
    }
    vocabulary.putIfAbsent(token, id);
  }

  private void readMerges(JsonParser parser) {
    expect(parser.currentToken(), JsonToken.START_ARRAY, "merges");
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      int number = merges.size() / 2;
      if (number >= MAX_MERGES) {
        throw new TokenizerException.Invalid(source, "more than %,d merges".formatted(MAX_MERGES));
      }
      if (parser.currentToken() == JsonToken.START_ARRAY) {
        expect(parser.nextToken(), JsonToken.VALUE_STRING, "merge " + number);
        merges.add(parser.getString());
        expect(parser.nextToken(), JsonToken.VALUE_STRING, "merge " + number);
        merges.add(parser.getString());
        expect(parser.nextToken(), JsonToken.END_ARRAY, "merge " + number);
      } else {
        expect(parser.currentToken(), JsonToken.VALUE_STRING, "merge " + number);
        addMerge(source, parser.getString(), merges);
      }
    }
  }

  /// Splits `merge`, two tokens with a space between them, and appends both to `merges`.
  static void addMerge(String source, String merge, List<String> merges) {
    int space = merge.indexOf(' ');
    if (space <= 0 || space == merge.length() - 1 || merge.indexOf(' ', space + 1) >= 0) {
      throw new TokenizerException.Invalid(
          source, "merge %d is not two tokens: '%s'".formatted(merges.size() / 2, merge));
    }
    merges.add(merge.substring(0, space));
    merges.add(merge.substring(space + 1));
  }

  private void expect(@Nullable JsonToken found, JsonToken expected, String where) {
    if (found != expected) {
      throw new TokenizerException.Invalid(
          source, where + " has " + found + " where " + expected + " belongs");
    }
  }
}
