package io.espalier.runtime.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Makes a tokenizer from a `tiktoken` file: lines of base64 token bytes and rank, in rank order.
///
/// The file holds neither split pattern nor special tokens; the caller names both.
public final class TiktokenReader {
  private TiktokenReader() {}

  /// Reads `lines`, the file named `source`; `pre` names the split patterns as a GGUF file does,
  /// and `special` maps the names of control tokens to ids.
  public static Tokenizer read(
      String source, List<String> lines, String pre, Map<String, Integer> special) {
    var builder = new Tokenizer.TableBuilder(source);
    for (String line : lines) {
      if (line.isBlank()) {
        continue;
      }
      int space = line.indexOf(' ');
      try {
        byte[] token = Base64.getDecoder().decode(line.substring(0, Math.max(0, space)));
        builder.set(Integer.parseInt(line.substring(space + 1).strip()), token, TokenKind.NORMAL);
      } catch (IllegalArgumentException e) {
        throw new TokenizerException.Invalid(
            source,
            "a line is not 'base64 rank': " + line.substring(0, Math.min(40, line.length())));
      }
    }
    List<AddedTokens.Added> added = new ArrayList<>();
    special.forEach((name, id) -> {
      builder.set(id, name.getBytes(StandardCharsets.UTF_8), TokenKind.CONTROL);
      added.add(new AddedTokens.Added(name, id, true, false, false, false));
    });
    TokenTable table = builder.build();
    return new Tokenizer(
        new Tokenizer.Definition(
            "byte-level BPE (%s) of %,d tokens from %s".formatted(pre, table.size(), source),
            table,
            new ByteLevelBpe(table, MergeReader.fromRanks(table), true, -1),
            new AddedTokens(source, added),
            List.of(),
            PrefixRule.NONE,
            GgufPreTokenizers.named(pre, source),
            new SpecialTokens(
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                SpecialTokens.knownEnds(special),
                false),
            new HashMap<>(special),
            false,
            Optional.empty()));
  }
}
