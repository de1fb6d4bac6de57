package io.espalier.constrained.tag;

import io.espalier.constrained.ConstraintError;
import io.espalier.constrained.ConstraintException;
import io.espalier.constrained.ConstraintSource;
import io.espalier.constrained.JsonOptions;
import io.espalier.constrained.RegexDialect;
import io.espalier.constrained.automaton.Work;
import io.espalier.constrained.grammar.Dispatch;
import io.espalier.constrained.grammar.Grammar;
import io.espalier.constrained.grammar.Production;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Reads XGrammar's structural tags: `const_string`, `any_text`, `regex`, `grammar`, `json_schema`,
/// `tag`, `sequence`, `or`, `optional`, `star`, `plus`, `repeat`, `triggered_tags`,
/// `tags_with_separator`, `dispatch`. Format: XGrammar's documentation of structural tags.
///
/// The texts at which the surrounding tag ends are handed inwards to whatever comes last, so that
/// free text there stops at the first of them.
public final class StructuralTagReader {
  private static final int MAX_COUNT = 1_000_000;

  private final Work work;
  private final JsonOptions options;
  private final TagTexts texts;

  private StructuralTagReader(Work work, ConstraintSource.StructuralTag source) {
    this.work = work;
    this.options = source.options();
    this.texts = new TagTexts(source.controlTokens());
  }

  /// Reads a structural tag; what is wrong is named by its JSON pointer.
  public static Grammar read(Work work, ConstraintSource.StructuralTag source) {
    StructuralTagReader reader = new StructuralTagReader(work, source);
    JsonNode tag = source.tag();
    boolean wrapped = tag.path("type").asString("").equals("structural_tag");
    TagNode format = new TagNode(wrapped ? tag.path("format") : tag, wrapped ? "#/format" : "#");
    return Grammar.of(reader.format(format, List.of(), 0));
  }

  /// Returns the texts of a format, followed by one of `ends` where there are any.
  private Production format(TagNode node, List<String> ends, int depth) {
    work.depth(depth, node.place());
    work.node();
    return switch (node.type()) {
      case "any_text" -> anyText(node, ends);
      case "triggered_tags" -> triggeredTags(node, ends, depth);
      case "dispatch" -> dispatch(node, ends, depth);
      case "sequence" -> sequence(node.list("elements"), ends, depth);
      case "or" -> {
        List<Production> ways = new ArrayList<>();
        for (TagNode element : node.list("elements")) {
          ways.add(format(element, ends, depth + 1));
        }
        yield new Production.Choice(ways);
      }
      default -> texts.followed(plain(node, depth), ends);
    };
  }

  /// The formats whose own texts end by themselves.
  private Production plain(TagNode node, int depth) {
    return switch (node.type()) {
      case "const_string" -> texts.fixed(node.text("value"));
      case "regex" ->
          new Production.Pattern(
              node.text("pattern"), RegexDialect.RE2_FULL, "", node.place() + "/pattern");
      case "grammar" -> new Production.Value(new ConstraintSource.Ebnf(node.text("grammar")));
      case "lark" -> new Production.Value(new ConstraintSource.Lark(node.text("grammar"), options));
      case "json_schema" -> schema(node, node.textOr("style", "json"));
      case "qwen_xml_parameter" -> schema(node, "qwen_xml");
      case "tag" -> tag(node, depth);
      case "optional" -> new Production.Repeat(inner(node, depth), 0, 1);
      case "star" -> new Production.Repeat(inner(node, depth), 0, -1);
      case "plus" -> new Production.Repeat(inner(node, depth), 1, -1);
      case "repeat" -> repeat(node, depth);
      case "tags_with_separator" -> separated(node, depth);
      default ->
          throw new ConstraintException(
              ConstraintError.UNSUPPORTED,
              node.place() + "/type",
              "unknown format '" + node.type() + "'",
              "const_string, any_text, regex, grammar, lark, json_schema, tag, sequence, or,"
                  + " optional, star, plus, repeat, triggered_tags, tags_with_separator, dispatch",
              "");
    };
  }

  private Production inner(TagNode node, int depth) {
    return format(node.child("content"), List.of(), depth + 1);
  }

  private Production repeat(TagNode node, int depth) {
    int min = node.count("min", 0);
    int max = node.count("max", -1);
    if (min < 0 || min > MAX_COUNT || max > MAX_COUNT || (max >= 0 && max < min)) {
      throw node.invalid("min", "the counts make no range");
    }
    return new Production.Repeat(inner(node, depth), min, max);
  }

  private Production sequence(List<TagNode> elements, List<String> ends, int depth) {
    List<Production> parts = new ArrayList<>();
    for (int i = 0; i < elements.size(); i++) {
      boolean last = i == elements.size() - 1;
      parts.add(format(elements.get(i), last ? ends : List.of(), depth + 1));
    }
    Production all = new Production.Sequence(parts);
    return elements.isEmpty() ? texts.followed(all, ends) : all;
  }

  private Production anyText(TagNode node, List<String> ends) {
    int most = node.count("max_chars", -1);
    if (!node.isMissing("max_tokens")) {
      throw node.unsupported("max_tokens", "the number of tokens of a part is not bounded here");
    }
    List<String> excluded = node.texts("excludes");
    Production any =
        most < 0
            ? new Production.AnyText(List.of())
            : new Production.Pattern(
                "(?s).{0," + most + "}", RegexDialect.RE2_FULL, "", node.place());
    List<String> stops = ends.stream().filter(end -> !end.isEmpty()).toList();
    Production stopped = texts.dispatch(any, excluded, stops).last();
    if (stops.isEmpty() || stops.size() == ends.size()) {
      return stopped;
    }
    List<String> all = new ArrayList<>(excluded);
    all.addAll(stops);
    return new Production.Choice(
        List.of(stopped, new Production.Both(List.of(any, new Production.AnyText(all)))));
  }

  private Production schema(TagNode node, String style) {
    JsonNode schema = node.json("json_schema");
    JsonOptions own = options;
    if (node.flag("any_order")) {
      own = own.withFixedOrder(false);
    }
    int space = node.count("max_whitespace_cnt", -1);
    if (space >= 0) {
      own = own.withWhitespace(space);
    }
    if (style.equals("json")) {
      return new Production.Value(new ConstraintSource.JsonSchema(schema, own));
    }
    return XmlStyle.of(style, node).parameters(schema, own);
  }

  private Production tag(TagNode node, int depth) {
    work.depth(depth, node.place());
    List<String> ends = node.isMissing("end") ? List.of("") : node.textOrTexts("end");
    Production content = format(node.child("content"), ends, depth + 1);
    return new Production.Sequence(texts.fixed(node.text("begin")), content);
  }

  private Production separated(TagNode node, int depth) {
    List<Production> tags = new ArrayList<>();
    for (TagNode tag : node.list("tags")) {
      tags.add(tag(tag, depth + 1));
    }
    Production one = new Production.Choice(tags);
    Production more =
        new Production.Repeat(
            new Production.Sequence(texts.fixed(node.text("separator")), one), 0, -1);
    Production some = node.flag("stop_after_first") ? one : new Production.Sequence(one, more);
    return node.flag("at_least_one") ? some : new Production.Repeat(some, 0, 1);
  }

  private Production triggeredTags(TagNode node, List<String> ends, int depth) {
    List<String> stops = ends.stream().filter(end -> !end.isEmpty()).toList();
    Dispatch dispatch =
        texts.dispatch(new Production.AnyText(List.of()), node.texts("excludes"), stops);
    List<String> triggers = node.texts("triggers");
    List<TagNode> tags = node.list("tags");
    List<Production> whole = new ArrayList<>();
    List<List<Production>> byTrigger = new ArrayList<>();
    triggers.forEach(_ -> byTrigger.add(new ArrayList<>()));
    for (TagNode tag : tags) {
      String begin = tag.text("begin");
      int index = trigger(triggers, begin);
      if (index < 0) {
        throw tag.invalid("begin", "no trigger is the beginning of '" + begin + "'");
      }
      List<String> tagEnds = tag.isMissing("end") ? List.of("") : tag.textOrTexts("end");
      Production content = format(tag.child("content"), tagEnds, depth + 2);
      String rest = begin.substring(triggers.get(index).length());
      byTrigger.get(index).add(new Production.Sequence(texts.fixed(rest), content));
      whole.add(new Production.Sequence(texts.fixed(begin), content));
    }
    for (int i = 0; i < triggers.size(); i++) {
      if (triggers.get(i).isEmpty()) {
        throw node.invalid("triggers", "a trigger is empty");
      }
      dispatch.add(texts.end(triggers.get(i)), new Production.Choice(byTrigger.get(i)));
    }
    boolean once = node.flag("stop_after_first");
    if (!node.flag("at_least_one")) {
      return once ? dispatch.single() : dispatch.loop();
    }
    Production first = new Production.Choice(whole);
    return once ? texts.followed(first, ends) : new Production.Sequence(first, dispatch.loop());
  }

  /// Returns the longest trigger a tag begins with, or -1.
  private static int trigger(List<String> triggers, String begin) {
    int best = -1;
    for (int i = 0; i < triggers.size(); i++) {
      if (begin.startsWith(triggers.get(i))
          && (best < 0 || triggers.get(i).length() > triggers.get(best).length())) {
        best = i;
      }
    }
    return best;
  }

  private Production dispatch(TagNode node, List<String> ends, int depth) {
    List<String> stops = ends.stream().filter(end -> !end.isEmpty()).toList();
    Dispatch dispatch =
        texts.dispatch(new Production.AnyText(List.of()), node.texts("excludes"), stops);
    for (TagNode rule : node.list("rules")) {
      String trigger = rule.element(0).asText();
      if (trigger.isEmpty()) {
        throw node.invalid("rules", "a trigger is empty");
      }
      dispatch.add(texts.end(trigger), format(rule.element(1), List.of(), depth + 1));
    }
    return node.isMissing("loop") || node.flag("loop") ? dispatch.loop() : dispatch.single();
  }
}
