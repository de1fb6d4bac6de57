package io.espalier.runtime.server.generation;

import io.espalier.runtime.server.request.Fields;
import io.espalier.runtime.server.request.RequestException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Reads prompts, as OpenAI and SGLang give them: a text, texts, token ids, or lists of token ids.
public final class Prompts {
  private Prompts() {}

  /// Reads the prompts.
  ///
  /// @param most most prompts
  public static List<int[]> read(Fields fields, String name, TextEngine engine, int most) {
    JsonNode node = fields.node(name);
    if (node == null) {
      throw RequestException.parameter(fields.at(name), "is missing");
    }
    var prompts = new ArrayList<int[]>();
    if (node.isString()) {
      prompts.add(engine.encodeText(node.stringValue()));
    } else if (node.isArray() && !node.isEmpty() && node.get(0).isNumber()) {
      prompts.add(tokens(fields.at(name), node, engine));
    } else {
      for (JsonNode item : fields.list(name, most)) {
        prompts.add(
            item.isString()
                ? engine.encodeText(item.stringValue())
                : tokens(fields.at(name), item, engine));
      }
    }
    for (int[] prompt : prompts) {
      if (prompt.length == 0) {
        throw RequestException.parameter(fields.at(name), "is empty; give at least one token");
      }
    }
    if (prompts.isEmpty()) {
      throw RequestException.parameter(fields.at(name), "has no prompt");
    }
    return prompts;
  }

  private static int[] tokens(String at, JsonNode node, TextEngine engine) {
    int size = engine.tokenizer().vocabularySize();
    if (!node.isArray() || node.size() > engine.contextLength()) {
      throw RequestException.parameter(
          at, "must be text or a list of at most %d token ids".formatted(engine.contextLength()));
    }
    int[] tokens = new int[node.size()];
    for (int i = 0; i < tokens.length; i++) {
      JsonNode token = node.get(i);
      if (!token.isInt() || token.intValue() < 0 || token.intValue() >= size) {
        throw RequestException.parameter(
            at, "token %s is not in the vocabulary of %d".formatted(token, size));
      }
      tokens[i] = token.intValue();
    }
    return tokens;
  }
}
