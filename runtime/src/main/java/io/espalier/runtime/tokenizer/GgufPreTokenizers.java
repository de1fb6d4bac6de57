package io.espalier.runtime.tokenizer;

import java.util.ArrayList;
import java.util.List;

/// The split patterns behind the names in `tokenizer.ggml.pre`.
///
/// GGUF files name their patterns in place of holding them; the patterns are those of the models'
/// own `tokenizer.json` files. Each pattern of a list cuts the pieces that the ones before it left.
final class GgufPreTokenizers {
  private static final String LLAMA3 =
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}"
          + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
  private static final String QWEN2 = LLAMA3.replace("\\p{N}{1,3}", "\\p{N}");
  private static final String O200K =
      "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+"
          + "(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
          + "|[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*"
          + "(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\\p{N}{1,3}|"
          + " ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
  private static final String TEKKEN =
      O200K.replace("(?i:'s|'t|'re|'ve|'m|'ll|'d)?", "").replace("\\p{N}{1,3}", "\\p{N}");
  private static final String CJK = "[\\u4E00-\\u9FA5\\u0800-\\u4E00\\uAC00-\\uD7FF]+";
  private static final String DEEPSEEK_LETTERS =
      "\\s?[A-Za-z\\u00B5\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u01BA\\u01BC-\\u01BF"
          + "\\u01C4-\\u0293\\u0295-\\u02AF\\u0370-\\u0373\\u0376\\u0377\\u037B-\\u037D\\u037F"
          + "\\u0386\\u0388-\\u038A\\u038C\\u038E-\\u03A1\\u03A3-\\u03F5\\u03F7-\\u0481\\u048A-"
          + "\\u052F\\u0531-\\u0556\\u10A0-\\u10C5\\u13A0-\\u13F5\\u13F8-\\u13FD\\u1C90-\\u1CBA"
          + "\\u1CBD-\\u1CBF\\u1D00-\\u1D2B\\u1D6B-\\u1D77\\u1D79-\\u1D9A\\u1E00-\\u1F15\\u1F18-"
          + "\\u1F1D\\u1F20-\\u1F45\\u1F48-\\u1F4D\\u1F50-\\u1F57\\u1F59\\u1F5B\\u1F5D\\u1F5F-"
          + "\\u1F7D\\u1F80-\\u1FB4\\u1FB6-\\u1FBC\\u1FBE\\u1FC2-\\u1FC4\\u1FC6-\\u1FCC\\u1FD0-"
          + "\\u1FD3\\u1FD6-\\u1FDB\\u1FE0-\\u1FEC\\u1FF2-\\u1FF4\\u1FF6-\\u1FFC\\u2102\\u2107"
          + "\\u210A-\\u2113\\u2115\\u2119-\\u211D\\u2124\\u2126\\u2128\\u212A-\\u212D\\u212F-"
          + "\\u2134\\u2139\\u213C-\\u213F\\u2145-\\u2149\\u214E\\u2183\\u2184\\u2C00-\\u2C7B"
          + "\\u2C7E-\\u2CE4\\u2CEB-\\u2CEE\\u2CF2\\u2CF3\\uA640-\\uA66D\\uA680-\\uA69B\\uA722-"
          + "\\uA76F\\uA771-\\uA787\\uA78B-\\uA78E\\uAB70-\\uABBF\\uFB00-\\uFB06\\uFB13-\\uFB17"
          + "\\uFF21-\\uFF3A\\uFF41-\\uFF5A\\x{10400}-\\x{1044F}\\x{104B0}-\\x{104D3}\\x{104D8}-"
          + "\\x{104FB}\\x{10C80}-\\x{10CB2}\\x{10CC0}-\\x{10CF2}\\x{118A0}-\\x{118DF}\\x{1E900}-"
          + "\\x{1E943}]+";
  private static final String DEEPSEEK_V3 =
      "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+"
          + "|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r\\n]*"
          + "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

  private GgufPreTokenizers() {}

  /// The steps for `name`; a name that is not known is refused, because a guess would cut text
  /// wrongly in silence.
  static List<PreTokenizer> named(String name, String source) {
    List<String> patterns =
        switch (name) {
          case "gpt-2", "gpt2", "default", "olmo", "phi-2", "mpt", "roberta-bpe", "jais" ->
              List.of(PreTokenizer.GPT2);
          case "llama3",
              "llama-v3",
              "llama-bpe",
              "falcon3",
              "smaug-bpe",
              "dbrx",
              "olmo2",
              "pixtral" ->
              List.of(LLAMA3);
          case "qwen2", "deepseek-r1-qwen", "stablelm2", "hunyuan", "megrez" -> List.of(QWEN2);
          case "chatglm-bpe", "glm4" -> List.of(LLAMA3);
          case "gpt-4o", "llama4", "o200k" -> List.of(O200K);
          case "tekken" -> List.of(TEKKEN);
          case "starcoder", "refact", "command-r", "smollm", "codeshell", "exaone" ->
              List.of("\\p{N}", PreTokenizer.GPT2);
          case "falcon" -> List.of("[\\p{P}$+<=>^~|`]+", PreTokenizer.GPT2, "[0-9][0-9][0-9]");
          case "deepseek-llm" ->
              List.of(
                  "[\\r\\n]",
                  DEEPSEEK_LETTERS,
                  "\\s?[!-/:-~\\uFF01-\\uFF0F\\uFF1A-\\uFF5E\\u2018-\\u201F\\u3000-\\u3002]+",
                  "\\s+$",
                  CJK,
                  "\\p{N}+");
          case "deepseek-coder" -> List.of("[\\r\\n]", "\\s?\\p{L}+", "\\s?\\p{P}+", CJK, "\\p{N}");
          case "deepseek-v3", "deepseek-r1" ->
              List.of(
                  "\\p{N}{1,3}", "[\\u4E00-\\u9FA5\\u3040-\\u309F\\u30A0-\\u30FF]+", DEEPSEEK_V3);
          default ->
              throw new TokenizerException.Unsupported(source, "tokenizer.ggml.pre '" + name + "'");
        };
    List<PreTokenizer> steps = new ArrayList<>();
    for (String pattern : patterns) {
      steps.add(
          new PreTokenizer(
              SplitPattern.parse(pattern, source), PreTokenizer.Behavior.ISOLATED, false));
    }
    return steps;
  }

  /// Whether models with these patterns take a piece that is a token before looking at merges.
  static boolean takesWholePieces(String name) {
    return switch (name) {
      case "llama3", "llama-v3", "llama-bpe", "falcon3", "pixtral", "gpt-4o", "llama4", "tekken" ->
          true;
      default -> false;
    };
  }
}
