package io.espalier.constrained;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Masks of Lark grammars, structural tags, quotations and joined constraints against the list of
/// all their words.
final class GrammarOracleTest {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private static void check(
      ConstraintSource source,
      Iterable<String> words,
      int longest,
      String alphabet,
      PrefixOracle.Promise promise,
      Random random,
      String name) {
    Vocabulary vocabulary = SmallVocabulary.over(alphabet, 40, random);
    new PrefixOracle(words, longest, promise)
        .check(new ConstraintCompiler().compile(source), vocabulary, random, 4, name);
  }

  private static List<String> texts(String alphabet, int longest, Predicate<String> wanted) {
    List<String> words = new ArrayList<>();
    List<String> level = List.of("");
    for (int length = 0; length <= longest; length++) {
      List<String> next = new ArrayList<>();
      for (String s : level) {
        if (wanted.test(s)) {
          words.add(s);
        }
        for (int i = 0; i < alphabet.length(); i++) {
          next.add(s + alphabet.charAt(i));
        }
      }
      level = next;
    }
    return words;
  }

  @RepeatedTest(40)
  void aLarkGrammarSaysWhatTheSameEbnfSays(RepetitionInfo info) {
    Random random = new Random(info.getCurrentRepetition());
    RandomGrammar grammar = new RandomGrammar(random);
    String lark = grammar.text().replace("::=", ":").replace("root", "start");
    check(
        new ConstraintSource.Lark(lark),
        grammar.words(10),
        10,
        "ab",
        PrefixOracle.Promise.DISTANCE,
        random,
        lark);
  }

  @RepeatedTest(20)
  void ignoredTextStandsAfterEachTerminal(RepetitionInfo info) {
    Random random = new Random(info.getCurrentRepetition());
    RandomGrammar grammar = new RandomGrammar(random);
    String lark =
        grammar.text().replace("::=", ":").replace("root", "start").replace("\"ab\"", "\"a\" \"b\"")
            + "%ignore \"x\"\n";
    int longest = 8;
    TreeSet<String> plain = new TreeSet<>(grammar.words(longest));
    check(
        new ConstraintSource.Lark(lark),
        texts("abx", longest, s -> !s.startsWith("x") && plain.contains(s.replace("x", ""))),
        longest,
        "abx",
        PrefixOracle.Promise.COMPLETION,
        random,
        lark);
  }

  @RepeatedTest(30)
  void aQuotationIsAnyRunOfNeighbours(RepetitionInfo info) {
    Random random = new Random(info.getCurrentRepetition());
    List<String> chunks = new ArrayList<>();
    int count = random.nextInt(7);
    for (int i = 0; i < count; i++) {
      chunks.add(List.of("a", "b", "ab", "ba", "").get(random.nextInt(5)));
    }
    TreeSet<String> words = new TreeSet<>(List.of(""));
    for (int i = 0; i < count; i++) {
      for (int j = i + 1; j <= count; j++) {
        words.add(String.join("", chunks.subList(i, j)));
      }
    }
    check(
        new ConstraintSource.Substring(chunks),
        words,
        16,
        "ab",
        PrefixOracle.Promise.DISTANCE,
        random,
        chunks.toString());
  }

  @RepeatedTest(30)
  void sequenceAndEitherJoinConstraints(RepetitionInfo info) {
    Random random = new Random(info.getCurrentRepetition());
    RandomGrammar first = new RandomGrammar(random);
    RandomGrammar second = new RandomGrammar(random);
    ConstraintSource a = new ConstraintSource.Ebnf(first.text());
    ConstraintSource b = new ConstraintSource.Ebnf(second.text());
    TreeSet<String> either = new TreeSet<>(first.words(9));
    either.addAll(second.words(9));
    check(
        new ConstraintSource.Either(List.of(a, b)),
        either,
        9,
        "ab",
        PrefixOracle.Promise.DISTANCE,
        random,
        first.text() + "|" + second.text());
    TreeSet<String> joined = new TreeSet<>();
    for (String head : first.words(9)) {
      for (String tail : second.words(9 - head.length())) {
        joined.add(head + tail);
      }
    }
    check(
        new ConstraintSource.Sequence(List.of(a, b)),
        joined,
        9,
        "ab",
        PrefixOracle.Promise.DISTANCE,
        random,
        first.text() + first.text());
  }

  /// Reads free text as a person would: the first trigger that is complete calls for its content.
  private record Reader(List<String> triggers, List<String> contents, boolean loop) {
    boolean reads(String text) {
      int at = 0;
      while (true) {
        int end = text.length() + 1;
        String content = "";
        for (int i = 0; i < triggers.size(); i++) {
          int found = text.indexOf(triggers.get(i), at);
          int after = found < 0 ? text.length() + 1 : found + triggers.get(i).length();
          if (after < end) {
            end = after;
            content = contents.get(i);
          }
        }
        if (end > text.length()) {
          return true;
        }
        if (!text.startsWith(content, end)) {
          return false;
        }
        at = end + content.length();
        if (!loop) {
          return at == text.length();
        }
      }
    }
  }

  @RepeatedTest(30)
  void triggersInFreeTextCallForTheirContent(RepetitionInfo info) {
    Random random = new Random(info.getCurrentRepetition());
    List<List<String>> choices =
        List.of(List.of("aa"), List.of("ab", "bb"), List.of("aba", "bb"), List.of("a", "bx"));
    List<String> triggers = choices.get(random.nextInt(choices.size()));
    List<String> contents = new ArrayList<>();
    ObjectNode format = MAPPER.createObjectNode().put("type", "dispatch");
    ArrayNode rules = format.putArray("rules");
    for (String trigger : triggers) {
      String content = List.of("x", "ax", "b", "").get(random.nextInt(4));
      contents.add(content);
      ArrayNode rule = rules.addArray().add(trigger);
      rule.addObject().put("type", "const_string").put("value", content);
    }
    boolean loop = random.nextBoolean();
    format.put("loop", loop);
    Reader reader = new Reader(triggers, contents, loop);
    check(
        new ConstraintSource.StructuralTag(format),
        texts("abx", 8, reader::reads),
        8,
        "abx",
        PrefixOracle.Promise.DISTANCE,
        random,
        format.toString());
  }
}
