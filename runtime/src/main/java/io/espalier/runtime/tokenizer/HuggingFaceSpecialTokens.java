package io.espalier.runtime.tokenizer;

import java.util.HashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Finds the special tokens of a Hugging Face folder, which are spread over four files.
final class HuggingFaceSpecialTokens {
  /// What models call the begin of a sequence, for folders without `tokenizer_config.json`.
  private static final String[] BOS_NAMES = {
    "<s>", "<bos>", "<|begin_of_text|>", "<｜begin▁of▁sentence｜>", "<|startoftext|>"
  };

  private static final String[] EOS_NAMES = {
    "</s>", "<eos>", "<|end_of_text|>", "<｜end▁of▁sentence｜>", "<|endoftext|>", "<|im_end|>"
  };

  private HuggingFaceSpecialTokens() {}

  static SpecialTokens read(
      TokenizerJson json,
      JsonNode tokenizerConfig,
      JsonNode generationConfig,
      JsonNode config,
      Map<String, Integer> specialIds) {
    OptionalInt fromPostProcessor = leading(json.part("post_processor"), specialIds, 0);
    OptionalInt bos = named(json, tokenizerConfig.path("bos_token"), specialIds);
    OptionalInt eos = named(json, tokenizerConfig.path("eos_token"), specialIds);
    if (bos.isEmpty()) {
      bos = fromPostProcessor;
    }
    if (tokenizerConfig.isMissingNode()) {
      bos = bos.isPresent() ? bos : first(BOS_NAMES, specialIds);
      eos = eos.isPresent() ? eos : first(EOS_NAMES, specialIds);
    }
    Set<Integer> ends = SpecialTokens.knownEnds(specialIds);
    eos.ifPresent(ends::add);
    addIds(generationConfig.path("eos_token_id"), json.vocabulary.size(), specialIds, ends);
    addIds(config.path("eos_token_id"), json.vocabulary.size(), specialIds, ends);
    boolean addBos =
        bos.isPresent()
            && tokenizerConfig.path("add_bos_token").asBoolean(fromPostProcessor.equals(bos));
    return new SpecialTokens(
        bos,
        eos,
        named(json, json.setting("unk_token"), specialIds),
        named(json, tokenizerConfig.path("pad_token"), specialIds),
        ends,
        addBos);
  }

  /// A token's id by a node that is its name or an object with its name.
  private static OptionalInt named(
      TokenizerJson json, JsonNode node, Map<String, Integer> specialIds) {
    String name = node.isString() ? node.asString() : node.path("content").asString("");
    Integer id = specialIds.getOrDefault(name, json.vocabulary.get(name));
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  private static OptionalInt first(String[] names, Map<String, Integer> specialIds) {
    for (String name : names) {
      Integer id = specialIds.get(name);
      if (id != null) {
        return OptionalInt.of(id);
      }
    }
    return OptionalInt.empty();
  }

  /// The token that the post-processor's template puts in front of a text.
  private static OptionalInt leading(JsonNode node, Map<String, Integer> specialIds, int depth) {
    if (depth > 8) {
      return OptionalInt.empty();
    }
    for (JsonNode child : node.path("processors")) {
      OptionalInt found = leading(child, specialIds, depth + 1);
      if (found.isPresent()) {
        return found;
      }
    }
    String name = node.path("single").path(0).path("SpecialToken").path("id").asString("");
    Integer id = specialIds.get(name);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  /// Adds the id or ids of `node` that this vocabulary has.
  static void addIds(
      JsonNode node, int vocabularySize, Map<String, Integer> specialIds, Set<Integer> ends) {
    Set<Integer> ids = new HashSet<>();
    if (node.isInt()) {
      ids.add(node.asInt());
    }
    for (JsonNode item : node) {
      ids.add(item.asInt(-1));
    }
    // A configuration copied from another model may name ids that this vocabulary does not have.
    ids.removeIf(id -> id < 0 || (id >= vocabularySize && !specialIds.containsValue(id)));
    ends.addAll(ids);
  }
}
