package io.espalier.runtime.backend.dialect;

import static io.espalier.runtime.backend.dialect.ConstraintKind.CHOICE;
import static io.espalier.runtime.backend.dialect.ConstraintKind.EBNF;
import static io.espalier.runtime.backend.dialect.ConstraintKind.JSON_SCHEMA;
import static io.espalier.runtime.backend.dialect.ConstraintKind.LARK;
import static io.espalier.runtime.backend.dialect.ConstraintKind.REGEX;
import static io.espalier.runtime.backend.dialect.ConstraintKind.STRUCTURAL_TAG;

import io.espalier.runtime.backend.Capabilities.Feature;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What each dialect can say, as data: the one place to read and to change.
@SuppressWarnings("ImmutableEnumChecker") // maps and sets by Map.of and Set.of
public enum DialectTable {
  /// OpenAI's own API, and servers that offer no more than it.
  OPENAI(
      "openai",
      "OpenAI API: platform.openai.com/docs/api-reference, structured outputs",
      Map.of(
          REGEX,
          Means.OBJECT_SCHEMA,
          CHOICE,
          Means.OBJECT_SCHEMA,
          JSON_SCHEMA,
          Means.OBJECT_SCHEMA),
      Set.of(Feature.CHAT, Feature.COMPLETION, Feature.SEED, Feature.PENALTIES, Feature.CANCEL),
      4,
      "/v1/models"),
  /// vLLM's OpenAI-compatible server; Espalier's own answers it too.
  VLLM(
      "vllm",
      "vLLM: docs.vllm.ai, OpenAI-compatible server, structured outputs, sampling parameters",
      Map.of(
          REGEX,
          Means.REGEX,
          CHOICE,
          Means.CHOICE,
          JSON_SCHEMA,
          Means.JSON_SCHEMA,
          EBNF,
          Means.GRAMMAR,
          LARK,
          Means.LARK,
          STRUCTURAL_TAG,
          Means.TAG),
      Set.of(
          Feature.CHAT,
          Feature.COMPLETION,
          Feature.PREFILL,
          Feature.SEED,
          Feature.PENALTIES,
          Feature.MIN_TOKENS,
          Feature.TOP_K,
          Feature.MIN_P,
          Feature.REPETITION_PENALTY,
          Feature.PROMPT_LOGPROBS,
          Feature.TOKEN_IDS,
          Feature.CANCEL),
      16,
      "/health"),
  /// SGLang's `/generate`, and its chat endpoint for turns.
  SGLANG(
      "sglang",
      "SGLang: docs.sglang.ai, native API, sampling parameters",
      Map.of(
          REGEX,
          Means.REGEX,
          CHOICE,
          Means.REGEX,
          JSON_SCHEMA,
          Means.JSON_SCHEMA,
          EBNF,
          Means.GRAMMAR,
          STRUCTURAL_TAG,
          Means.TAG),
      Set.of(
          Feature.CHAT,
          Feature.COMPLETION,
          Feature.PREFILL,
          Feature.SEED,
          Feature.PENALTIES,
          Feature.MIN_TOKENS,
          Feature.TOP_K,
          Feature.MIN_P,
          Feature.REPETITION_PENALTY,
          Feature.PROMPT_LOGPROBS,
          Feature.TOKEN_IDS,
          Feature.CANCEL),
      16,
      "/health"),
  /// llama.cpp's server, `/completion` with `/apply-template`.
  LLAMA_CPP(
      "llamacpp",
      "llama.cpp: tools/server/README.md",
      Map.of(
          REGEX,
          Means.JSON_SCHEMA,
          CHOICE,
          Means.GRAMMAR,
          JSON_SCHEMA,
          Means.JSON_SCHEMA,
          EBNF,
          Means.GRAMMAR),
      Set.of(
          Feature.CHAT,
          Feature.COMPLETION,
          Feature.PREFILL,
          Feature.SEED,
          Feature.PENALTIES,
          Feature.TOP_K,
          Feature.MIN_P,
          Feature.REPETITION_PENALTY,
          Feature.TOKEN_IDS,
          Feature.CANCEL),
      16,
      "/health"),
  /// Ollama's `/api/chat`, and `/api/generate` in raw mode.
  OLLAMA(
      "ollama",
      "Ollama: docs/api.md, structured outputs",
      Map.of(REGEX, Means.JSON_SCHEMA, CHOICE, Means.JSON_SCHEMA, JSON_SCHEMA, Means.JSON_SCHEMA),
      Set.of(
          Feature.CHAT,
          Feature.COMPLETION,
          Feature.SEED,
          Feature.PENALTIES,
          Feature.TOP_K,
          Feature.MIN_P,
          Feature.REPETITION_PENALTY,
          Feature.CANCEL),
      16,
      "/api/tags"),
  /// Anthropic's `/v1/messages`; typed values are the input of a tool that must be called.
  ANTHROPIC(
      "anthropic",
      "Anthropic API: docs.anthropic.com, messages, tool use, streaming",
      Map.of(REGEX, Means.TOOL, CHOICE, Means.TOOL, JSON_SCHEMA, Means.TOOL),
      Set.of(Feature.CHAT, Feature.TOP_K, Feature.CANCEL),
      4,
      "/v1/models");

  private final String id;
  private final String source;
  private final Map<ConstraintKind, Means> constraints;
  private final Set<Feature> features;
  private final int mostStops;
  private final String healthPath;

  DialectTable(
      String id,
      String source,
      Map<ConstraintKind, Means> constraints,
      Set<Feature> features,
      int mostStops,
      String healthPath) {
    this.id = id;
    this.source = source;
    this.constraints = constraints;
    this.features = features;
    this.mostStops = mostStops;
    this.healthPath = healthPath;
  }

  /// Returns the dialect of a name; empty where there is none.
  public static Optional<DialectTable> of(String id) {
    return Arrays.stream(values()).filter(table -> table.id.equals(id)).findFirst();
  }

  /// Returns all names, for messages.
  public static String names() {
    return Arrays.stream(values()).map(DialectTable::id).collect(Collectors.joining(", "));
  }

  /// Returns the name in URLs and files.
  public String id() {
    return id;
  }

  /// Returns where the API is described.
  public String source() {
    return source;
  }

  /// Returns as what the server is given a constraint.
  public Means means(ConstraintKind kind) {
    return constraints.getOrDefault(kind, Means.NONE);
  }

  /// Returns everything that it has.
  public Set<Feature> features() {
    var all = EnumSet.noneOf(Feature.class);
    all.addAll(features);
    constraints.keySet().forEach(kind -> all.add(kind.feature()));
    return all;
  }

  /// Returns how many stop texts a request may have; what is more is watched for on our side.
  public int mostStops() {
    return mostStops;
  }

  /// Returns the path that answers 200 when the server is well.
  public String healthPath() {
    return healthPath;
  }

  /// Returns how `select` is done in the turns of a chat or in plain text.
  public String select(boolean chat) {
    return features.contains(Feature.PROMPT_LOGPROBS) && !chat
        ? "prompt scoring"
        : "constrained generation: " + means(CHOICE).label();
  }
}
