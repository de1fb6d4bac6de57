package io.espalier.runtime.tokenizer;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What a GGUF file says about its tokenizer: the values of its `tokenizer.*` keys.
///
/// Format: the GGUF specification, "Tokenizer" (ggml, `docs/gguf.md`). The lists are kept as given;
/// the reader of the file makes them, {@link GgufTokenizerReader} turns them into a {@link
/// Tokenizer}.
///
/// @param source names the file in errors
/// @param model `tokenizer.ggml.model`: `gpt2` or `llama`
/// @param pre `tokenizer.ggml.pre`: which split patterns; `default` where the key is absent
/// @param tokens `tokenizer.ggml.tokens`: token texts by id
/// @param scores `tokenizer.ggml.scores`, empty where absent
/// @param types `tokenizer.ggml.token_type` (1 normal, 2 unknown, 3 control, 4 user defined, 5
///   unused, 6 byte), empty where absent
/// @param merges `tokenizer.ggml.merges`, each two tokens with a space between, empty where absent
/// @param bos `tokenizer.ggml.bos_token_id`
/// @param eos `tokenizer.ggml.eos_token_id`
/// @param endOfTurn `tokenizer.ggml.eot_token_id`
/// @param unknown `tokenizer.ggml.unknown_token_id`
/// @param padding `tokenizer.ggml.padding_token_id`
/// @param addBos `tokenizer.ggml.add_bos_token`
/// @param addSpacePrefix `tokenizer.ggml.add_space_prefix`
/// @param chatTemplate `tokenizer.chat_template`
public record GgufTokenizerMetadata(
    String source,
    String model,
    String pre,
    List<String> tokens,
    List<Float> scores,
    List<Integer> types,
    List<String> merges,
    OptionalInt bos,
    OptionalInt eos,
    OptionalInt endOfTurn,
    OptionalInt unknown,
    OptionalInt padding,
    Optional<Boolean> addBos,
    Optional<Boolean> addSpacePrefix,
    Optional<String> chatTemplate) {
  /// Checks that lists which run beside the tokens are as long as they are.
  public GgufTokenizerMetadata {
    if (tokens.isEmpty() || tokens.size() > TokenTable.MAX_TOKENS) {
      throw new TokenizerException.Invalid(
          source, "tokenizer.ggml.tokens has %,d entries".formatted(tokens.size()));
    }
    if (!scores.isEmpty() && scores.size() != tokens.size()) {
      throw new TokenizerException.Invalid(
          source, "%,d tokens and %,d scores".formatted(tokens.size(), scores.size()));
    }
    if (!types.isEmpty() && types.size() != tokens.size()) {
      throw new TokenizerException.Invalid(
          source, "%,d tokens and %,d token types".formatted(tokens.size(), types.size()));
    }
  }

  /// The kind of token `id`.
  TokenKind kind(int id) {
    if (types.isEmpty()) {
      return TokenKind.NORMAL;
    }
    return switch (types.get(id)) {
      case 1 -> TokenKind.NORMAL;
      case 2 -> TokenKind.UNKNOWN;
      case 3 -> TokenKind.CONTROL;
      case 4 -> TokenKind.USER_DEFINED;
      case 0, 5 -> TokenKind.UNUSED;
      case 6 -> TokenKind.BYTE;
      default ->
          throw new TokenizerException.Invalid(
              source, "token " + id + " has the type " + types.get(id) + "; types are 0 to 6");
    };
  }
}
