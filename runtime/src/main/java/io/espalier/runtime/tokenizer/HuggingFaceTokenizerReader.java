package io.espalier.runtime.tokenizer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// Reads the tokenizer of a Hugging Face model folder.
///
/// `tokenizer.json` is the vocabulary and its rules; without it `tokenizer.model` is read, with the
/// tokens that `added_tokens.json` puts behind it ({@link SentencePieceReader}). Beside it, each
/// optional: `tokenizer_config.json` (names of special tokens, chat template),
/// `chat_template.jinja` (goes before the one in the configuration), `generation_config.json` and
/// `config.json` (ids that end a generation). Format: the `tokenizers` library's serialisation.
public final class HuggingFaceTokenizerReader {
  private static final long MAX_FILE = 1L << 28;
  private static final int MAX_TEMPLATE = 1 << 20;

  private HuggingFaceTokenizerReader() {}

  /// Reads the tokenizer in `folder`.
  ///
  /// @throws TokenizerException where a file is damaged, too large, or asks for what is not built
  ///   here
  /// @throws IOException where a file cannot be read
  public static Tokenizer read(Path folder) throws IOException {
    byte[] template = content(folder.resolve("chat_template.jinja"));
    var companions =
        new Companions(
            tree(folder.resolve("tokenizer_config.json")),
            tree(folder.resolve("generation_config.json")),
            tree(folder.resolve("config.json")),
            template == null
                ? Optional.empty()
                : Optional.of(new String(template, StandardCharsets.UTF_8)));
    Path file = folder.resolve("tokenizer.json");
    byte[] json = content(file);
    if (json != null) {
      return parse(file.toString(), json, companions);
    }
    Path older = folder.resolve("tokenizer.model");
    byte[] pieces = content(older);
    if (pieces == null) {
      throw new TokenizerException.Invalid(
          folder.toString(), "neither tokenizer.json nor tokenizer.model is there");
    }
    return SentencePieceReader.parse(
        older.toString(), pieces, tree(folder.resolve("added_tokens.json")), companions);
  }

  /// Reads a `tokenizer.json` alone, held in memory; `source` names it in errors.
  public static Tokenizer parse(String source, byte[] json) {
    JsonNode none = MissingNode.getInstance();
    return parse(source, json, new Companions(none, none, none, Optional.empty()));
  }

  /// The files beside a `tokenizer.json`, missing nodes where absent.
  record Companions(
      JsonNode tokenizerConfig,
      JsonNode generationConfig,
      JsonNode config,
      Optional<String> template) {

    /// The template, of its own file or of the configuration; `source` names the tokenizer.
    Optional<String> chatTemplate(String source) {
      Optional<String> found =
          template.or(() -> HuggingFaceTokenizerReader.template(tokenizerConfig));
      if (found.isPresent() && found.get().length() > MAX_TEMPLATE) {
        throw new TokenizerException.Invalid(
            source, "a chat template of %,d characters".formatted(found.get().length()));
      }
      return found;
    }
  }

  static Tokenizer parse(String source, byte[] bytes, Companions companions) {
    TokenizerJson json = TokenizerJson.parse(source, bytes);
    TokenizerJsonSteps steps = TokenizerJsonSteps.read(json);
    String type =
        json.setting("type")
            .asString(json.merges.isEmpty() && !json.scores.isEmpty() ? "Unigram" : "BPE");
    List<AddedTokens.Added> added = new ArrayList<>();
    Map<String, Integer> specialIds = new HashMap<>();
    TokenTable table = table(json, steps, added, specialIds);
    TokenModel model =
        switch (type) {
          case "BPE" -> bpe(json, steps, table);
          case "Unigram" -> unigram(json, table);
          default -> throw new TokenizerException.Unsupported(source, "model '" + type + "'");
        };
    JsonNode config = companions.tokenizerConfig();
    SpecialTokens special =
        HuggingFaceSpecialTokens.read(
            json, config, companions.generationConfig(), companions.config(), specialIds);
    String description =
        "%s of %,d tokens from %s"
            .formatted(steps.byteLevel ? "byte-level BPE" : type, table.size(), source);
    return new Tokenizer(
        new Tokenizer.Definition(
            description,
            table,
            model,
            new AddedTokens(source, added),
            steps.normalizers,
            steps.prefix,
            steps.preTokenizers,
            special,
            specialIds,
            steps.stripsSpace,
            companions.chatTemplate(source)));
  }

  private static TokenTable table(
      TokenizerJson json,
      TokenizerJsonSteps steps,
      List<AddedTokens.Added> added,
      Map<String, Integer> specialIds) {
    boolean byteFallback = json.setting("byte_fallback").asBoolean(false);
    int[] alphabet = ByteLevel.byteOfCharacter();
    var builder = new Tokenizer.TableBuilder(json.source);
    json.vocabulary.forEach((token, id) -> {
      if (steps.byteLevel) {
        builder.set(id, ByteLevel.bytes(token, alphabet), TokenKind.NORMAL);
      } else {
        int value = byteFallback ? ByteTokens.value(token) : -1;
        builder.set(
            id,
            value >= 0 ? new byte[] {(byte) value} : utf8(token, steps.spaceMark),
            value >= 0 ? TokenKind.BYTE : TokenKind.NORMAL);
      }
    });
    String unknown = json.setting("unk_token").asString("");
    Integer unknownId =
        unknown.isEmpty() && json.setting("unk_id").isInt()
            ? Integer.valueOf(json.setting("unk_id").asInt())
            : json.vocabulary.get(unknown);
    for (JsonNode node : json.part("added_tokens")) {
      String text = node.path("content").asString("");
      int id = node.path("id").asInt(-1);
      boolean special = node.path("special").asBoolean(false);
      TokenKind kind = special ? TokenKind.CONTROL : TokenKind.USER_DEFINED;
      builder.set(id, utf8(text, !special && steps.spaceMark), kind);
      added.add(
          new AddedTokens.Added(
              text,
              id,
              special || AddedTokens.isMark(text),
              node.path("lstrip").asBoolean(false),
              node.path("rstrip").asBoolean(false),
              node.path("single_word").asBoolean(false)));
      if (special || AddedTokens.isMark(text)) {
        specialIds.put(text, id);
      }
    }
    if (unknownId != null) {
      builder.set(unknownId, utf8(unknown, false), TokenKind.UNKNOWN);
    }
    return builder.build();
  }

  private static byte[] utf8(String token, boolean spaceMark) {
    return (spaceMark ? token.replace('▁', ' ') : token).getBytes(StandardCharsets.UTF_8);
  }

  private static TokenModel bpe(TokenizerJson json, TokenizerJsonSteps steps, TokenTable table) {
    for (String name : new String[] {"continuing_subword_prefix", "end_of_word_suffix"}) {
      if (!json.setting(name).asString("").isEmpty()) {
        throw new TokenizerException.Unsupported(json.source, name);
      }
    }
    MergeTable merges = MergeReader.fromPairs(json.source, json.merges, json.vocabulary);
    int unknown = json.vocabulary.getOrDefault(json.setting("unk_token").asString(""), -1);
    if (steps.byteLevel) {
      return new ByteLevelBpe(
          table, merges, json.setting("ignore_merges").asBoolean(false), unknown);
    }
    Map<Integer, Integer> characters = new HashMap<>();
    json.vocabulary.forEach((token, id) -> {
      if (token.codePointCount(0, token.length()) == 1) {
        characters.put(token.codePointAt(0), id);
      }
    });
    return new CharacterBpe(
        table.size(),
        merges,
        characters,
        byteTokens(json),
        unknown,
        json.setting("fuse_unk").asBoolean(false));
  }

  private static TokenModel unigram(TokenizerJson json, TokenTable table) {
    var trie = new CodePointTrie();
    // A token listed twice counts once, its scores are all there.
    float[] scores = new float[Math.max(table.size(), json.scores.size())];
    int unknown = json.setting("unk_id").asInt(-1);
    if (unknown >= table.size()) {
      throw new TokenizerException.Invalid(
          json.source, "unk_id %d of %,d tokens".formatted(unknown, table.size()));
    }
    json.vocabulary.forEach((token, id) -> {
      if (!token.isEmpty() && id != unknown) {
        trie.add(CodePoints.of(token), id);
      }
    });
    for (int id = 0; id < json.scores.size(); id++) {
      scores[id] = json.scores.get(id);
    }
    return new UnigramModel(trie, scores, byteTokens(json), unknown);
  }

  private static int[] byteTokens(TokenizerJson json) {
    int[] tokens = new int[256];
    Arrays.fill(tokens, -1);
    if (json.setting("byte_fallback").asBoolean(false)) {
      for (int b = 0; b < 256; b++) {
        tokens[b] = json.vocabulary.getOrDefault("<0x%02X>".formatted(b), -1);
      }
    }
    return tokens;
  }

  private static Optional<String> template(JsonNode config) {
    JsonNode node = config.path("chat_template");
    if (node.isString()) {
      return Optional.of(node.asString());
    }
    for (JsonNode named : node) {
      if (named.path("name").asString("").equals("default")) {
        return Optional.of(named.path("template").asString(""));
      }
    }
    return Optional.empty();
  }

  private static JsonNode tree(Path file) throws IOException {
    byte[] bytes = content(file);
    return bytes == null ? MissingNode.getInstance() : TokenizerJson.tree(file.toString(), bytes);
  }

  private static byte @Nullable [] content(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return null;
    }
    long size = Files.size(file);
    if (size > MAX_FILE) {
      throw new TokenizerException.Invalid(
          file.toString(), "%,d bytes; the limit is %,d".formatted(size, MAX_FILE));
    }
    return Files.readAllBytes(file);
  }
}
