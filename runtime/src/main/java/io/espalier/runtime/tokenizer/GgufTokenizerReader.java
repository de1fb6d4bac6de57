package io.espalier.runtime.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
        ScoredMerges.model(metadata, table),
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

  /// SentencePiece's merges as a table: any two symbols whose union is a token, ranked by the
  /// union's score.
  private static final class ScoredMerges {
    static CharacterBpe model(GgufTokenizerMetadata metadata, TokenTable table) {
      int size = table.size();
      Map<String, Integer> symbols = new HashMap<>(size * 2);
      int[] byteTokens = new int[256];
      Arrays.fill(byteTokens, -1);
      for (int id = 0; id < size; id++) {
        String token = metadata.tokens().get(id);
        switch (table.kind(id)) {
          case NORMAL, UNUSED -> symbols.putIfAbsent(token, id);
          case BYTE -> byteTokens[table.bytes(id)[0] & 0xFF] = id;
          case UNKNOWN, CONTROL, USER_DEFINED -> {}
        }
      }
      Map<Integer, Integer> characters = new HashMap<>();
      int next = size;
      for (int id = 0; id < size; id++) {
        if (table.kind(id) == TokenKind.NORMAL) {
          for (int point : CodePoints.of(metadata.tokens().get(id))) {
            if (!characters.containsKey(point)) {
              Integer known = symbols.get(Character.toString(point));
              characters.put(point, known == null ? next : known);
              if (known == null) {
                symbols.put(Character.toString(point), next++);
              }
            }
          }
        }
      }
      return new CharacterBpe(
          size,
          merges(metadata, table, symbols),
          characters,
          byteTokens,
          metadata.unknown().orElse(-1),
          false);
    }

    private static MergeTable merges(
        GgufTokenizerMetadata metadata, TokenTable table, Map<String, Integer> symbols) {
      int[] ranks = ranks(metadata.scores());
      var merges = new MergeTable(table.size() * 2);
      for (int id = 0; id < table.size(); id++) {
        String token = metadata.tokens().get(id);
        if (table.kind(id) != TokenKind.NORMAL || !Objects.equals(symbols.get(token), id)) {
          continue;
        }
        for (int cut = 1; cut < token.length(); cut++) {
          if (Character.isLowSurrogate(token.charAt(cut))) {
            continue;
          }
          Integer left = symbols.get(token.substring(0, cut));
          Integer right = left == null ? null : symbols.get(token.substring(cut));
          if (left != null && right != null) {
            merges.add(left, right, ranks[id], id);
          }
        }
      }
      return merges;
    }

    /// Highest score first; equal scores share a rank, so that the leftmost pair goes first.
    private static int[] ranks(List<Float> scores) {
      float[] order = new float[scores.size()];
      for (int id = 0; id < order.length; id++) {
        order[id] = scores.get(id);
      }
      Arrays.sort(order);
      int[] ranks = new int[order.length];
      for (int id = 0; id < ranks.length; id++) {
        ranks[id] = order.length - upperBound(order, scores.get(id));
      }
      return ranks;
    }

    private static int upperBound(float[] sorted, float value) {
      int low = 0;
      int high = sorted.length;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (sorted[middle] <= value) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }
  }
}
