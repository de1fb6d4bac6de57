package io.espalier.constrained.grammar;

import io.espalier.constrained.ConstraintError;
import io.espalier.constrained.ConstraintException;
import io.espalier.constrained.automaton.State;
import io.espalier.constrained.regex.Expr;
import io.espalier.constrained.regex.ExprFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The rules of a grammar that need no parser, as expressions.
///
/// A rule is regular when everything it mentions is; found bottom up, so that a long chain of rules
/// costs no stack.
final class RegularRules {
  private final ExprFactory exprs;
  private final Terminals terminals;
  private final Grammar grammar;
  private final Map<String, Expr> languages = new HashMap<>();

  RegularRules(ExprFactory exprs, Terminals terminals, Grammar grammar) {
    this.exprs = exprs;
    this.terminals = terminals;
    this.grammar = grammar;
    Map<String, List<String>> mentionedBy = new HashMap<>();
    Map<String, Integer> open = new HashMap<>();
    ArrayDeque<String> ready = new ArrayDeque<>();
    for (Map.Entry<String, Production> rule : grammar.rules().entrySet()) {
      exprs.work().node();
      Set<String> mentions = new LinkedHashSet<>();
      boolean regular = mentions(rule.getValue(), mentions);
      open.put(rule.getKey(), mentions.size() + (regular ? 0 : 1));
      mentions.forEach(
          name -> mentionedBy.computeIfAbsent(name, _ -> new ArrayList<>()).add(rule.getKey()));
      if (regular && mentions.isEmpty()) {
        ready.add(rule.getKey());
      }
    }
    while (!ready.isEmpty()) {
      String name = ready.poll();
      Production body = grammar.rules().get(name);
      Expr language = body == null ? null : language(body);
      if (language == null) {
        throw new IllegalStateException("rule " + name + " is not regular");
      }
      languages.put(name, language);
      for (String user : mentionedBy.getOrDefault(name, List.of())) {
        if (open.merge(user, -1, Integer::sum) == 0) {
          ready.add(user);
        }
      }
    }
  }

  /// Collects the rules a part mentions; false where the part itself is not regular.
  private boolean mentions(Production part, Set<String> names) {
    return switch (part) {
      case Production.Text _,
          Production.Pattern _,
          Production.ControlToken _,
          Production.ControlId _,
          Production.Substring _,
          Production.AnyText _ ->
          true;
      case Production.Value value -> terminals.value(value) instanceof Expr;
      case Production.Rule rule -> {
        if (!grammar.rules().containsKey(rule.name())) {
          throw new ConstraintException(
              ConstraintError.INVALID,
              rule.place(),
              "there is no rule '" + rule.name() + "'",
              String.join(", ", grammar.rules().keySet().stream().limit(20).toList()),
              "define it");
        }
        names.add(rule.name());
        yield true;
      }
      case Production.Sequence sequence -> mentions(sequence.parts(), names);
      case Production.Choice choice -> mentions(choice.parts(), names);
      case Production.Both both -> mentions(both.parts(), names);
      case Production.Repeat repeat -> mentions(repeat.body(), names);
      case Production.Except except -> mentions(except.body(), names);
      // A part that wins over others needs the parser, which knows the others.
      case Production.Shortest shortest -> mentions(shortest.body(), names) && !shortest.wins();
    };
  }

  private boolean mentions(List<Production> parts, Set<String> names) {
    boolean regular = true;
    for (Production part : parts) {
      regular &= mentions(part, names);
    }
    return regular;
  }

  /// Returns the language of a leaf: an [Expr] or another automaton; null where `part` is no leaf.
  @Nullable State leaf(Production part) {
    return switch (part) {
      case Production.Value value -> terminals.value(value);
      case Production.Text text -> terminals.text(text);
      case Production.Pattern pattern -> terminals.pattern(pattern);
      case Production.ControlToken token -> terminals.controlToken(token);
      case Production.ControlId id -> terminals.controlId(id);
      case Production.Substring substring -> Substrings.of(exprs, substring.chunks());
      case Production.AnyText text -> terminals.anyText(text);
      case Production.Rule _,
          Production.Sequence _,
          Production.Choice _,
          Production.Repeat _,
          Production.Both _,
          Production.Except _,
          Production.Shortest _ ->
          null;
    };
  }

  /// Returns the language of a part that needs no parser, else null.
  @Nullable Expr language(Production part) {
    return switch (part) {
      case Production.Shortest shortest when shortest.wins() -> null;
      case Production.Rule rule -> languages.get(rule.name());
      case Production.Sequence sequence -> {
        Expr out = exprs.epsilon();
        for (int i = sequence.parts().size() - 1; i >= 0; i--) {
          Expr each = language(sequence.parts().get(i));
          if (each == null) {
            yield null;
          }
          out = exprs.concat(each, out);
        }
        yield out;
      }
      case Production.Choice choice -> {
        List<Expr> parts = languages(choice.parts());
        yield parts == null ? null : exprs.alternate(parts);
      }
      case Production.Repeat repeat -> {
        Expr body = language(repeat.body());
        yield body == null ? null : exprs.repeat(body, repeat.min(), repeat.max());
      }
      case Production.Both both -> {
        List<Expr> parts = languages(both.parts());
        yield parts == null ? null : exprs.and(parts);
      }
      case Production.Except except -> {
        Expr body = language(except.body());
        yield body == null ? null : exprs.not(body);
      }
      case Production.Shortest shortest -> shortest(shortest);
      case Production.Text _,
          Production.Pattern _,
          Production.ControlToken _,
          Production.ControlId _,
          Production.Value _,
          Production.Substring _,
          Production.AnyText _ ->
          leaf(part) instanceof Expr language ? language : null;
    };
  }

  /// Returns the language of a part that ends as soon as it can, where its body needs no parser.
  @Nullable Expr shortest(Production.Shortest shortest) {
    Expr body = language(shortest.body());
    return body == null
        ? null
        : exprs.and(body, exprs.not(exprs.concat(body, exprs.anyText(1, -1))));
  }

  private @Nullable List<Expr> languages(List<Production> parts) {
    List<Expr> out = new ArrayList<>(parts.size());
    for (Production part : parts) {
      Expr each = language(part);
      if (each == null) {
        return null;
      }
      out.add(each);
    }
    return out;
  }
}
