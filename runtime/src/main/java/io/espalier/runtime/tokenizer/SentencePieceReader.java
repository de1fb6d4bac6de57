package io.espalier.runtime.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// Makes a tokenizer from a SentencePiece model file, BPE or unigram, with its normalisation and
/// byte fallback (Kudo and Richardson 2018).
///
/// The file knows no more than its pieces. Beside it in a Hugging Face folder stand further tokens,
/// names of special ones and the chat template.
public final class SentencePieceReader {
  private SentencePieceReader() {}

  /// Reads a model file alone, held in memory; `source` names it in errors.
  ///
  /// @throws TokenizerException where it is damaged or asks for what is not built here
  public static Tokenizer parse(String source, byte[] bytes) {
    JsonNode none = MissingNode.getInstance();
    return parse(
        source,
        bytes,
        none,
        new HuggingFaceTokenizerReader.Companions(none, none, none, Optional.empty()));
  }

  /// The same with the files of its folder; `addedTokens` maps text to id.
  static Tokenizer parse(
      String source,
      byte[] bytes,
      JsonNode addedTokens,
      HuggingFaceTokenizerReader.Companions companions) {
    SentencePieceFile file = SentencePieceFile.parse(source, bytes);
    var builder = new Tokenizer.TableBuilder(source);
    List<AddedTokens.Added> added = new ArrayList<>();
    Map<String, Integer> specialIds = new HashMap<>();
    for (int id = 0; id < file.tokens.size(); id++) {
      addPiece(file, id, builder, added, specialIds);
    }
    addFurther(file, addedTokens, companions.tokenizerConfig(), builder, added, specialIds);
    TokenTable table = builder.build();
    Map<String, Integer> vocabulary = new HashMap<>(specialIds);
    for (int id = 0; id < file.tokens.size(); id++) {
      vocabulary.putIfAbsent(file.tokens.get(id), id);
    }
    int unknown = file.kinds.indexOf(TokenKind.UNKNOWN);
    List<TextNormalizer> normalizers = new ArrayList<>();
    if (file.characters != null) {
      normalizers.add(new TextNormalizer.Mapped(file.characters));
    }
    if (file.removesExtraSpaces) {
      normalizers.add(new TextNormalizer.SingleSpaces(file.addsPrefix));
    }
    normalizers.add(new TextNormalizer.ReplaceText(" ", "▁"));
    return new Tokenizer(
        new Tokenizer.Definition(
            "SentencePiece %s of %,d tokens from %s"
                .formatted(file.unigram ? "unigram" : "BPE", table.size(), source),
            table,
            file.unigram
                ? unigram(file, table, unknown)
                : ScoredMerges.model(file.tokens, file.scores, table, unknown, true),
            new AddedTokens(source, added),
            normalizers,
            file.addsPrefix
                ? new PrefixRule("▁", false, file.removesExtraSpaces, true)
                : PrefixRule.NONE,
            List.of(),
            special(file, vocabulary, unknown, companions),
            specialIds,
            file.addsPrefix || file.removesExtraSpaces,
            companions.chatTemplate(source)));
  }

  private static void addPiece(
      SentencePieceFile file,
      int id,
      Tokenizer.TableBuilder builder,
      List<AddedTokens.Added> added,
      Map<String, Integer> specialIds) {
    String token = file.tokens.get(id);
    TokenKind kind = file.kinds.get(id);
    if (kind == TokenKind.BYTE) {
      int value = ByteTokens.value(token);
      if (value < 0) {
        throw new TokenizerException.Invalid(
            file.source, "byte piece %d is called '%s'".formatted(id, token));
      }
      builder.set(id, new byte[] {(byte) value}, kind);
      return;
    }
    String text = kind.isText() ? token.replace('▁', ' ') : token;
    builder.set(id, text.getBytes(StandardCharsets.UTF_8), kind);
    if (kind == TokenKind.CONTROL || kind == TokenKind.USER_DEFINED) {
      boolean mark = kind == TokenKind.CONTROL || AddedTokens.isMark(token);
      // A user-defined piece with spaces in it is looked for in text, where they are spaces.
      added.add(new AddedTokens.Added(mark ? token : text, id, mark, false, false, false));
      if (mark) {
        specialIds.putIfAbsent(token, id);
      }
    }
  }

  /// Tokens that `added_tokens.json` or the `added_tokens_decoder` of `tokenizer_config.json` put
  /// behind the pieces, or declare special among them.
  private static void addFurther(
      SentencePieceFile file,
      JsonNode addedTokens,
      JsonNode config,
      Tokenizer.TableBuilder builder,
      List<AddedTokens.Added> added,
      Map<String, Integer> specialIds) {
    Map<Integer, String> further = new HashMap<>();
    Map<Integer, Boolean> control = new HashMap<>();
    addedTokens
        .properties()
        .forEach(entry -> {
          further.put(entry.getValue().asInt(-1), entry.getKey());
        });
    config
        .path("added_tokens_decoder")
        .properties()
        .forEach(entry -> {
          int id = number(entry.getKey());
          further.put(id, entry.getValue().path("content").asString(""));
          control.put(id, entry.getValue().path("special").asBoolean(false));
        });
    further.forEach((id, text) -> {
      boolean mark = control.getOrDefault(id, true) || AddedTokens.isMark(text);
      boolean known = id >= 0 && id < file.tokens.size();
      if (known && !file.tokens.get(id).equals(text)) {
        throw new TokenizerException.Invalid(
            file.source,
            "token %d is '%s' here and '%s' beside it".formatted(id, file.tokens.get(id), text));
      }
      if (known && file.kinds.get(id) != TokenKind.NORMAL) {
        return;
      }
      TokenKind kind = mark ? TokenKind.CONTROL : TokenKind.USER_DEFINED;
      if (known) {
        file.kinds.set(id, kind);
      }
      builder.set(id, text.getBytes(StandardCharsets.UTF_8), kind);
      added.add(new AddedTokens.Added(text, id, mark, false, false, false));
      if (mark) {
        specialIds.put(text, id);
      }
    });
  }

  private static int number(String digits) {
    try {
      return Integer.parseInt(digits);
    } catch (NumberFormatException _) {
      return -1;
    }
  }

  private static UnigramModel unigram(SentencePieceFile file, TokenTable table, int unknown) {
    var trie = new CodePointTrie();
    int size = file.tokens.size();
    float[] scores = new float[size];
    int[] byteTokens = new int[256];
    Arrays.fill(byteTokens, -1);
    float least = Float.POSITIVE_INFINITY;
    for (int id = 0; id < size; id++) {
      scores[id] = file.scores.get(id);
      switch (table.kind(id)) {
        case NORMAL -> {
          trie.add(CodePoints.of(file.tokens.get(id)), id);
          least = Math.min(least, scores[id]);
        }
        case BYTE -> byteTokens[table.bytes(id)[0] & 0xFF] = file.byteFallback ? id : -1;
        case UNUSED, UNKNOWN, CONTROL, USER_DEFINED -> {}
      }
    }
    for (int id = 0; id < size; id++) {
      // Only normal pieces say what the worst score is.
      scores[id] = table.kind(id) == TokenKind.NORMAL ? scores[id] : Math.max(scores[id], least);
    }
    return new UnigramModel(trie, scores, byteTokens, unknown);
  }

  private static SpecialTokens special(
      SentencePieceFile file,
      Map<String, Integer> vocabulary,
      int unknown,
      HuggingFaceTokenizerReader.Companions companions) {
    JsonNode config = companions.tokenizerConfig();
    OptionalInt bos = named(config, "bos_token", file.bos, vocabulary);
    OptionalInt eos = named(config, "eos_token", file.eos, vocabulary);
    Set<Integer> ends = SpecialTokens.knownEnds(vocabulary);
    eos.ifPresent(ends::add);
    int size = vocabulary.size();
    HuggingFaceSpecialTokens.addIds(
        companions.generationConfig().path("eos_token_id"), size, vocabulary, ends);
    HuggingFaceSpecialTokens.addIds(
        companions.config().path("eos_token_id"), size, vocabulary, ends);
    return new SpecialTokens(
        bos,
        eos,
        unknown < 0 ? OptionalInt.empty() : OptionalInt.of(unknown),
        named(config, "pad_token", file.padding, vocabulary),
        ends,
        bos.isPresent() && config.path("add_bos_token").asBoolean(true));
  }

  private static OptionalInt named(
      JsonNode config, String key, String otherwise, Map<String, Integer> vocabulary) {
    JsonNode node = config.path(key);
    String name = node.isString() ? node.asString() : node.path("content").asString(otherwise);
    Integer id = vocabulary.get(name);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }
}
