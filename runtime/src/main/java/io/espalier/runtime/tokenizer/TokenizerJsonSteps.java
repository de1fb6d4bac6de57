package io.espalier.runtime.tokenizer;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Reads the `normalizer`, `pre_tokenizer` and `decoder` of a `tokenizer.json` into the steps that
/// they describe.
///
/// What a file puts in front of text (`Prepend`, `Metaspace`, `add_prefix_space`) is one {@link
/// PrefixRule}, because it depends on where the text stands. Types that are not built here are
/// refused by their names.
final class TokenizerJsonSteps {
  private final String source;
  final List<TextNormalizer> normalizers = new ArrayList<>();
  final List<PreTokenizer> preTokenizers = new ArrayList<>();
  PrefixRule prefix = PrefixRule.NONE;
  boolean byteLevel;
  boolean spaceMark;
  boolean stripsSpace;

  private TokenizerJsonSteps(String source) {
    this.source = source;
  }

  static TokenizerJsonSteps read(TokenizerJson json) {
    var steps = new TokenizerJsonSteps(json.source);
    steps.normalizer(json.part("normalizer"), 0);
    steps.preTokenizer(json.part("pre_tokenizer"), 0);
    steps.decoder(json.part("decoder"), 0);
    return steps;
  }

  private void normalizer(JsonNode node, int depth) {
    if (node.isNull() || node.isMissingNode()) {
      return;
    }
    String type = node.path("type").asString("");
    switch (type) {
      case "Sequence" -> {
        for (JsonNode child : children(node, "normalizers", depth)) {
          normalizer(child, depth + 1);
        }
      }
      case "NFC" -> normalizers.add(new TextNormalizer.Form(Normalizer.Form.NFC));
      case "NFD" -> normalizers.add(new TextNormalizer.Form(Normalizer.Form.NFD));
      case "NFKC" -> normalizers.add(new TextNormalizer.Form(Normalizer.Form.NFKC));
      case "NFKD" -> normalizers.add(new TextNormalizer.Form(Normalizer.Form.NFKD));
      case "Lowercase" -> normalizers.add(new TextNormalizer.Lowercase());
      case "StripAccents" -> normalizers.add(new TextNormalizer.StripAccents());
      case "Strip" ->
          normalizers.add(
              new TextNormalizer.Strip(
                  node.path("strip_left").asBoolean(true),
                  node.path("strip_right").asBoolean(true)));
      case "Prepend" -> prefix(node.path("prepend").asString("▁"), true, false);
      case "Replace" -> replace(node);
      case "ByteLevel" -> byteLevel = true;
      default -> throw refuse("normalizer", type);
    }
  }

  private void replace(JsonNode node) {
    String content = node.path("content").asString("");
    JsonNode pattern = node.path("pattern");
    if (pattern.has("String")) {
      String text = pattern.path("String").asString("");
      if (text.isEmpty()) {
        throw new TokenizerException.Invalid(source, "a Replace normalizer of an empty text");
      }
      normalizers.add(new TextNormalizer.ReplaceText(text, content));
    } else {
      String regex = pattern.path("Regex").asString("");
      normalizers.add(new TextNormalizer.Replace(SplitPattern.parse(regex, source), content));
    }
  }

  private void preTokenizer(JsonNode node, int depth) {
    if (node.isNull() || node.isMissingNode()) {
      return;
    }
    String type = node.path("type").asString("");
    switch (type) {
      case "Sequence" -> {
        for (JsonNode child : children(node, "pretokenizers", depth)) {
          preTokenizer(child, depth + 1);
        }
      }
      case "ByteLevel" -> {
        byteLevel = true;
        if (node.path("add_prefix_space").asBoolean(true)) {
          if (!preTokenizers.isEmpty()) {
            throw refuse("pre_tokenizer", "ByteLevel with add_prefix_space behind another step");
          }
          prefix(" ", true, true);
        }
        if (node.path("use_regex").asBoolean(true)) {
          split(PreTokenizer.GPT2, PreTokenizer.Behavior.ISOLATED);
        }
      }
      case "Split" -> splitStep(node);
      case "Digits" ->
          split(
              node.path("individual_digits").asBoolean(false) ? "\\p{N}" : "\\p{N}+",
              PreTokenizer.Behavior.ISOLATED);
      case "Punctuation" ->
          split("[\\p{P}$+<=>^`|~]", behavior(node.path("behavior").asString("Isolated")));
      case "Whitespace" -> {
        // Words and runs of signs stay, everything else goes.
        preTokenizers.add(
            new PreTokenizer(
                SplitPattern.parse("\\w+|[^\\w\\s]+", source),
                PreTokenizer.Behavior.REMOVED,
                true));
      }
      case "WhitespaceSplit" -> split("\\s+", PreTokenizer.Behavior.REMOVED);
      case "Metaspace" -> metaspace(node);
      default -> throw refuse("pre_tokenizer", type);
    }
  }

  private void metaspace(JsonNode node) {
    String mark = node.path("replacement").asString("▁");
    normalizers.add(new TextNormalizer.ReplaceText(" ", mark));
    String scheme =
        node.path("prepend_scheme")
            .asString(node.path("add_prefix_space").asBoolean(true) ? "always" : "never");
    if (!scheme.equals("never")) {
      prefix(mark, scheme.equals("always"), true);
    }
    if (node.path("split").asBoolean(true)) {
      preTokenizers.add(
          new PreTokenizer(
              SplitPattern.literal(mark), PreTokenizer.Behavior.MERGED_WITH_NEXT, false));
    }
  }

  private void splitStep(JsonNode node) {
    JsonNode pattern = node.path("pattern");
    String text = pattern.path("String").asString("");
    SplitPattern parsed =
        pattern.has("String") && !text.isEmpty()
            ? SplitPattern.literal(text)
            : SplitPattern.parse(pattern.path("Regex").asString(""), source);
    preTokenizers.add(
        new PreTokenizer(
            parsed,
            behavior(node.path("behavior").asString("Isolated")),
            node.path("invert").asBoolean(false)));
  }

  private void split(String regex, PreTokenizer.Behavior behavior) {
    preTokenizers.add(new PreTokenizer(SplitPattern.parse(regex, source), behavior, false));
  }

  private PreTokenizer.Behavior behavior(String name) {
    return switch (name) {
      case "Isolated" -> PreTokenizer.Behavior.ISOLATED;
      case "Removed" -> PreTokenizer.Behavior.REMOVED;
      case "MergedWithPrevious" -> PreTokenizer.Behavior.MERGED_WITH_PREVIOUS;
      case "MergedWithNext" -> PreTokenizer.Behavior.MERGED_WITH_NEXT;
      case "Contiguous" -> PreTokenizer.Behavior.CONTIGUOUS;
      default -> throw refuse("split behavior", name);
    };
  }

  private void decoder(JsonNode node, int depth) {
    if (node.isNull() || node.isMissingNode()) {
      return;
    }
    String type = node.path("type").asString("");
    switch (type) {
      case "Sequence" -> {
        for (JsonNode child : children(node, "decoders", depth)) {
          decoder(child, depth + 1);
        }
      }
      case "ByteLevel" -> byteLevel = true;
      case "Metaspace" -> {
        spaceMark = true;
        stripsSpace = !prefix.mark().isEmpty();
      }
      case "Replace" -> {
        boolean known =
            node.path("pattern").path("String").asString("").equals("▁")
                && node.path("content").asString("").equals(" ");
        if (!known) {
          throw refuse("decoder", "Replace of anything but ▁ by a space");
        }
        spaceMark = true;
      }
      case "ByteFallback", "Fuse" -> {}
      case "Strip" -> {
        boolean known =
            node.path("content").asString("").equals(" ") && node.path("stop").asInt(0) == 0;
        if (!known) {
          throw refuse("decoder", "Strip of anything but spaces at the start");
        }
        stripsSpace = node.path("start").asInt(0) == 1;
      }
      default -> throw refuse("decoder", type);
    }
  }

  private void prefix(String mark, boolean everySegment, boolean unlessPresent) {
    if (!prefix.equals(PrefixRule.NONE)) {
      throw refuse("normalizer", "two steps that put text in front");
    }
    prefix = new PrefixRule(mark, everySegment, unlessPresent);
  }

  private Iterable<JsonNode> children(JsonNode node, String name, int depth) {
    if (depth > 8 || node.path(name).size() > 64) {
      throw new TokenizerException.Invalid(source, name + " nested or repeated too much");
    }
    return node.path(name);
  }

  private TokenizerException refuse(String part, String type) {
    return new TokenizerException.Unsupported(source, part + " '" + type + "'");
  }
}
