package io.espalier.constrained;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// A random context-free grammar over `a` and `b`, recursion included, with its words computed by
/// the plain fixpoint.
final class RandomGrammar {
  private final List<List<List<Object>>> rules = new ArrayList<>();

  RandomGrammar(Random random) {
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      List<List<Object>> alternatives = new ArrayList<>();
      int alternativeCount = 1 + random.nextInt(3);
      for (int j = 0; j < alternativeCount; j++) {
        List<Object> symbols = new ArrayList<>();
        int length = random.nextInt(4);
        for (int k = 0; k < length; k++) {
          symbols.add(
              random.nextInt(5) < 3
                  ? List.of("a", "b", "ab").get(random.nextInt(3))
                  : (Object) random.nextInt(count));
        }
        alternatives.add(symbols);
      }
      rules.add(alternatives);
    }
  }

  private static String name(Object rule) {
    return rule.equals(0) ? "root" : "r" + rule;
  }

  /// Returns the grammar as EBNF.
  String text() {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < rules.size(); i++) {
      List<String> alternatives = new ArrayList<>();
      for (List<Object> symbols : rules.get(i)) {
        StringBuilder sequence = new StringBuilder(symbols.isEmpty() ? "\"\"" : "");
        for (Object symbol : symbols) {
          sequence.append(symbol instanceof String text ? "\"" + text + "\" " : name(symbol) + " ");
        }
        alternatives.add(sequence.toString());
      }
      out.append(name(i)).append(" ::= ").append(String.join(" | ", alternatives)).append('\n');
    }
    return out.toString();
  }

  /// Returns every word of the first rule of at most `longest` characters.
  Set<String> words(int longest) {
    List<Set<String>> words = new ArrayList<>();
    rules.forEach(_ -> words.add(new HashSet<>()));
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int i = 0; i < rules.size(); i++) {
        for (List<Object> symbols : rules.get(i)) {
          changed |= words.get(i).addAll(sequence(symbols, words, longest));
        }
      }
    }
    return words.getFirst();
  }

  private static Set<String> sequence(List<Object> symbols, List<Set<String>> words, int longest) {
    Set<String> texts = Set.of("");
    for (Object symbol : symbols) {
      Set<String> tails =
          symbol instanceof Integer rule ? words.get(rule) : Set.of((String) symbol);
      Set<String> longer = new HashSet<>();
      for (String head : texts) {
        for (String tail : tails) {
          if (head.length() + tail.length() <= longest) {
            longer.add(head + tail);
          }
        }
      }
      texts = longer;
    }
    return texts;
  }
}
