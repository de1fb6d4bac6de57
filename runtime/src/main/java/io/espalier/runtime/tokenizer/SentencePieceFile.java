package io.espalier.runtime.tokenizer;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The content of a SentencePiece model file (`tokenizer.model`), a protobuf message
/// ([sentencepiece_model.proto](https://github.com/google/sentencepiece/blob/master/src/sentencepiece_model.proto)).
final class SentencePieceFile {
  private static final int UNIGRAM = 1;
  private static final int BPE = 2;

  final String source;
  final List<String> tokens = new ArrayList<>();
  final List<Float> scores = new ArrayList<>();
  final List<TokenKind> kinds = new ArrayList<>();
  boolean unigram = true;
  boolean byteFallback;
  String unknown = "<unk>";
  String bos = "<s>";
  String eos = "</s>";
  String padding = "<pad>";
  @Nullable CharacterMap characters;
  boolean addsPrefix = true;
  boolean removesExtraSpaces = true;

  private SentencePieceFile(String source) {
    this.source = source;
  }

  /// Reads `bytes`, a whole file.
  static SentencePieceFile parse(String source, byte[] bytes) {
    var file = new SentencePieceFile(source);
    ProtoReader model = ProtoReader.of(source, bytes);
    while (model.next()) {
      switch (model.field()) {
        case 1 -> file.piece(model.message());
        case 2 -> file.trainer(model.message());
        case 3 -> file.normalizer(model.message());
        default -> {}
      }
    }
    if (file.tokens.isEmpty()) {
      throw new TokenizerException.Invalid(source, "no pieces");
    }
    return file;
  }

  private void piece(ProtoReader piece) {
    String text = "";
    float score = 0;
    long type = 1;
    while (piece.next()) {
      switch (piece.field()) {
        case 1 -> text = piece.text();
        case 2 -> score = piece.real();
        case 3 -> type = piece.whole();
        default -> {}
      }
    }
    if (tokens.size() == TokenTable.MAX_TOKENS) {
      throw piece.problem("more than %,d pieces".formatted(TokenTable.MAX_TOKENS));
    }
    if (text.isEmpty() || !Float.isFinite(score)) {
      throw piece.problem("piece %d is '%s' with score %s".formatted(tokens.size(), text, score));
    }
    tokens.add(text);
    scores.add(score);
    kinds.add(
        switch (Math.clamp(type, 0, 7)) {
          case 1 -> TokenKind.NORMAL;
          case 2 -> TokenKind.UNKNOWN;
          case 3 -> TokenKind.CONTROL;
          case 4 -> TokenKind.USER_DEFINED;
          case 5 -> TokenKind.UNUSED;
          case 6 -> TokenKind.BYTE;
          default -> throw piece.problem("piece '%s' has the type %d".formatted(text, type));
        });
  }

  private void trainer(ProtoReader spec) {
    while (spec.next()) {
      switch (spec.field()) {
        case 3 -> {
          long type = spec.whole();
          if (type != UNIGRAM && type != BPE) {
            throw new TokenizerException.Unsupported(
                source, "model_type %d; 1 (unigram) and 2 (BPE) are".formatted(type));
          }
          unigram = type == UNIGRAM;
        }
        case 24 -> {
          if (spec.whole() != 0) {
            throw new TokenizerException.Unsupported(source, "treat_whitespace_as_suffix");
          }
        }
        case 35 -> byteFallback = spec.whole() != 0;
        case 45 -> unknown = spec.text();
        case 46 -> bos = spec.text();
        case 47 -> eos = spec.text();
        case 48 -> padding = spec.text();
        default -> {}
      }
    }
  }

  private void normalizer(ProtoReader spec) {
    while (spec.next()) {
      switch (spec.field()) {
        case 2 -> {
          byte[] map = spec.bytes();
          characters = map.length == 0 ? null : CharacterMap.read(source, map);
        }
        case 3 -> addsPrefix = spec.whole() != 0;
        case 4 -> removesExtraSpaces = spec.whole() != 0;
        case 5 -> {
          if (spec.whole() == 0) {
            throw new TokenizerException.Unsupported(source, "escape_whitespaces false");
          }
        }
        default -> {}
      }
    }
  }
}
