package io.espalier.runtime.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/// Makes a tokenizer from the metadata of a GGUF file.
///
/// `gpt2` is byte-level BPE by merges with split patterns by name; `llama` is SentencePiece's BPE,
/// which merges by the score of the union and not by a list (Kudo and Richardson 2018,
/// `bpe_model.cc`).
public final class GgufTokenizerReader {
  private GgufTokenizerReader() {}

  /// The tokenizer that `metadata` describes.
  ///
  /// @throws TokenizerException where it is damaged or asks for what is not built here
  public static Tokenizer read(GgufTokenizerMetadata metadata) {
    return switch (metadata.model()) {
      case "gpt2" -> byteLevel(metadata);
      case "llama" -> sentencePiece(metadata);
      default ->
          throw new TokenizerException.Unsupported(
              metadata.source(), "tokenizer.ggml.model '" + metadata.model() + "'");
    };
  }

  private static Tokenizer byteLevel(GgufTokenizerMetadata metadata) {
    int[] alphabet = ByteLevel.byteOfCharacter();
    var builder = new Tokenizer.TableBuilder(metadata.source());
    Map<String, Integer> vocabulary = new HashMap<>(metadata.tokens().size() * 2);
    for (int id = 0; id < metadata.tokens().size(); id++) {
      String token = metadata.tokens().get(id);
      TokenKind kind = metadata.kind(id);
      byte[] bytes =
          kind == TokenKind.NORMAL
              ? ByteLevel.bytes(token, alphabet)
              : token.getBytes(StandardCharsets.UTF_8);
      builder.set(id, bytes, kind);
      vocabulary.putIfAbsent(token, id);
    }
    TokenTable table = builder.build();
    List<String> merges = new ArrayList<>(metadata.merges().size() * 2);
    for (String merge : metadata.merges()) {
      TokenizerJson.addMerge(metadata.source(), merge, merges);
    }
    TokenModel model =
        new ByteLevelBpe(
            table,
            MergeReader.fromPairs(metadata.source(), merges, vocabulary),
            GgufPreTokenizers.takesWholePieces(metadata.pre()),
            metadata.unknown().orElse(-1));
    return tokenizer(
        metadata,
        table,
        model,
        metadata.addSpacePrefix().orElse(false) ? new PrefixRule(" ", true, true) : PrefixRule.NONE,
        GgufPreTokenizers.named(metadata.pre(), metadata.source()),
        List.of(),
        false);
  }

  private static Tokenizer sentencePiece(GgufTokenizerMetadata metadata) {
    if (metadata.scores().isEmpty()) {
      throw new TokenizerException.Invalid(metadata.source(), "a llama tokenizer without scores");
    }
    var builder = new Tokenizer.TableBuilder(metadata.source());
    for (int id = 0; id < metadata.tokens().size(); id++) {
      String token = metadata.tokens().get(id);
      TokenKind kind = metadata.kind(id);
      if (kind == TokenKind.BYTE) {
        int value = ByteTokens.value(token);
        if (value < 0) {
          throw new TokenizerException.Invalid(
              metadata.source(), "byte token " + id + " is called '" + token + "'");
        }
        builder.set(id, new byte[] {(byte) value}, kind);
      } else {
        String text = kind.isText() ? token.replace('▁', ' ') : token;
        builder.set(id, text.getBytes(StandardCharsets.UTF_8), kind);
      }
    }
    TokenTable table = builder.build();
    boolean prefix = metadata.addSpacePrefix().orElse(true);
    return tokenizer(
        metadata,
        table,
        ScoredMerges.model(
            metadata.tokens(), metadata.scores(), table, metadata.unknown().orElse(-1), false),
        prefix ? new PrefixRule("▁", true, false) : PrefixRule.NONE,
        List.of(),
        List.of(new TextNormalizer.ReplaceText(" ", "▁")),
        prefix);
  }

  private static Tokenizer tokenizer(
      GgufTokenizerMetadata metadata,
      TokenTable table,
      TokenModel model,
      PrefixRule prefix,
      List<PreTokenizer> preTokenizers,
      List<TextNormalizer> normalizers,
      boolean stripsSpace) {
    List<AddedTokens.Added> added = new ArrayList<>();
    Map<String, Integer> specialIds = new HashMap<>();
    for (int id = 0; id < table.size(); id++) {
      String text = metadata.tokens().get(id);
      TokenKind kind = table.kind(id);
      if ((kind == TokenKind.CONTROL || kind == TokenKind.USER_DEFINED) && !text.isEmpty()) {
        boolean mark = kind == TokenKind.CONTROL || AddedTokens.isMark(text);
        added.add(new AddedTokens.Added(text, id, mark, false, false, false));
        if (mark) {
          specialIds.putIfAbsent(text, id);
        }
      }
    }
    for (OptionalInt id :
        List.of(metadata.bos(), metadata.eos(), metadata.endOfTurn(), metadata.unknown())) {
      checkId(metadata, id);
    }
    Set<Integer> ends = SpecialTokens.knownEnds(specialIds);
    metadata.eos().ifPresent(ends::add);
    metadata.endOfTurn().ifPresent(ends::add);
    boolean addBos =
        metadata.bos().isPresent() && metadata.addBos().orElse(metadata.model().equals("llama"));
    String description =
        "%s of %,d tokens from %s"
            .formatted(
                metadata.model().equals("gpt2")
                    ? "byte-level BPE (" + metadata.pre() + ")"
                    : "SentencePiece BPE",
                table.size(),
                metadata.source());
    return new Tokenizer(
        new Tokenizer.Definition(
            description,
            table,
            model,
            new AddedTokens(metadata.source(), added),
            normalizers,
            prefix,
            preTokenizers,
            new SpecialTokens(
                metadata.bos(),
                metadata.eos(),
                metadata.unknown(),
                metadata.padding(),
                ends,
                addBos),
            specialIds,
            stripsSpace,
            metadata.chatTemplate()));
  }

  private static void checkId(GgufTokenizerMetadata metadata, OptionalInt id) {
    if (id.isPresent() && (id.getAsInt() < 0 || id.getAsInt() >= metadata.tokens().size())) {
      throw new TokenizerException.Invalid(
          metadata.source(),
          "special token id %d of %,d tokens".formatted(id.getAsInt(), metadata.tokens().size()));
    }
  }
}
