package io.espalier.constrained.lark;

import io.espalier.constrained.ConstraintError;
import io.espalier.constrained.ConstraintException;
import io.espalier.constrained.automaton.Work;
import io.espalier.constrained.grammar.GrammarPrinter;
import io.espalier.constrained.grammar.Production;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The rules of a Lark grammar as they come in; puts `%ignore` between the terminals and makes the
/// instances of templates once all are known.
final class LarkRules {
  private record Template(List<String> parameters, Production body) {}

  private record Instance(String name, Template template, List<Production> arguments) {}

  private final Work work;
  private final String prefix;
  private final Map<String, Production> bodies = new LinkedHashMap<>();
  private final Set<String> terminals = new HashSet<>();
  private final Map<String, Production> embedded = new LinkedHashMap<>();
  private final Map<String, Template> templates = new HashMap<>();
  private final Map<String, List<Production>> uses = new LinkedHashMap<>();
  private final Map<String, String> usedTemplate = new HashMap<>();
  private final List<Production> ignored = new ArrayList<>();
  private boolean skipFirst;

  LarkRules(Work work, String prefix) {
    this.work = work;
    this.prefix = prefix;
  }

  private String ignoreName() {
    return prefix + "%ignore";
  }

  void define(String name, Production body, boolean terminal, int place) {
    if (bodies.put(prefix + name, body) != null || templates.containsKey(name)) {
      throw twice(name, place);
    }
    if (terminal) {
      terminals.add(prefix + name);
    }
  }

  private static ConstraintException twice(String name, int place) {
    return new ConstraintException(
        ConstraintError.INVALID, "@" + place, "'" + name + "' is defined twice", "", "rename one");
  }

  void template(String name, List<String> parameters, Production body, int place) {
    if (templates.put(name, new Template(parameters, body)) != null
        || bodies.containsKey(prefix + name)) {
      throw twice(name, place);
    }
  }

  void ignore(Production terminal) {
    ignored.add(terminal);
  }

  void skipFirst(boolean value) {
    skipFirst = value;
  }

  void embed(Map<String, Production> rules) {
    embedded.putAll(rules);
  }

  /// Returns a mention of the instance of a template.
  Production use(String template, List<Production> arguments, int place) {
    StringBuilder name = new StringBuilder(prefix).append(template).append('{');
    for (Production argument : arguments) {
      name.append(name.charAt(name.length() - 1) == '{' ? "" : ", ");
      name.append(GrammarPrinter.print(argument));
    }
    String full = name.append('}').toString();
    uses.put(full, arguments);
    usedTemplate.put(full, template);
    return new Production.Rule(full, "@" + place);
  }

  /// Returns the whole grammar.
  Map<String, Production> finish(LarkScanner scanner) {
    instantiate(scanner);
    Map<String, Production> out = new LinkedHashMap<>();
    Production skip =
        ignored.isEmpty() ? Production.NOTHING : new Production.Rule(ignoreName(), "");
    bodies.forEach((name, body) -> {
      Production spaced = terminals.contains(name) || ignored.isEmpty() ? body : spaced(body, skip);
      boolean first = skipFirst && name.equals(prefix + "start") && !ignored.isEmpty();
      out.put(name, first ? new Production.Sequence(skip, spaced) : spaced);
    });
    if (!ignored.isEmpty()) {
      out.put(ignoreName(), new Production.Repeat(new Production.Choice(ignored), 0, -1));
    }
    out.putAll(embedded);
    return out;
  }

  private void instantiate(LarkScanner scanner) {
    ArrayDeque<String> open = new ArrayDeque<>(uses.keySet());
    Set<String> done = new HashSet<>();
    while (!open.isEmpty()) {
      String name = open.poll();
      if (!done.add(name)) {
        continue;
      }
      work.node();
      work.depth(name.length() / 1024, "");
      Template template = templates.get(usedTemplate.get(name));
      List<Production> arguments = uses.get(name);
      if (template == null || arguments == null || template.parameters.size() != arguments.size()) {
        throw scanner.error(
            ConstraintError.INVALID, 0, "no template fits '" + name + "'", "define it");
      }
      Set<String> before = new HashSet<>(uses.keySet());
      bodies.put(name, substitute(template.body, new Instance(name, template, arguments)));
      for (String added : uses.keySet()) {
        if (!before.contains(added)) {
          open.add(added);
        }
      }
    }
  }

  /// Replaces mentions of parameters by arguments, also within uses of other templates.
  private Production substitute(Production part, Instance instance) {
    return switch (part) {
      case Production.Rule rule -> {
        int index =
            rule.name().startsWith(prefix)
                ? instance.template.parameters.indexOf(rule.name().substring(prefix.length()))
                : -1;
        List<Production> nested = uses.get(rule.name());
        if (index >= 0) {
          yield instance.arguments.get(index);
        }
        if (nested == null) {
          yield part;
        }
        List<Production> changed = nested.stream().map(p -> substitute(p, instance)).toList();
        yield changed.equals(nested)
            ? part
            : use(usedTemplate.getOrDefault(rule.name(), ""), changed, 0);
      }
      case Production.Sequence sequence ->
          new Production.Sequence(
              sequence.parts().stream().map(p -> substitute(p, instance)).toList());
      case Production.Choice choice ->
          new Production.Choice(choice.parts().stream().map(p -> substitute(p, instance)).toList());
      case Production.Both both ->
          new Production.Both(both.parts().stream().map(p -> substitute(p, instance)).toList());
      case Production.Repeat repeat ->
          new Production.Repeat(substitute(repeat.body(), instance), repeat.min(), repeat.max());
      case Production.Except except -> new Production.Except(substitute(except.body(), instance));
      case Production.Shortest shortest ->
          new Production.Shortest(substitute(shortest.body(), instance), shortest.wins());
      case Production.Text _,
          Production.Pattern _,
          Production.ControlToken _,
          Production.ControlId _,
          Production.Value _,
          Production.Substring _,
          Production.AnyText _ ->
          part;
    };
  }

  /// Puts `skip` after each terminal.
  private Production spaced(Production part, Production skip) {
    return switch (part) {
      case Production.Rule rule ->
          terminals.contains(rule.name()) ? new Production.Sequence(part, skip) : part;
      case Production.Sequence sequence ->
          new Production.Sequence(sequence.parts().stream().map(p -> spaced(p, skip)).toList());
      case Production.Choice choice ->
          new Production.Choice(choice.parts().stream().map(p -> spaced(p, skip)).toList());
      case Production.Repeat repeat ->
          new Production.Repeat(spaced(repeat.body(), skip), repeat.min(), repeat.max());
      case Production.Text text when text.text().isEmpty() -> part;
      case Production.Text _,
          Production.Pattern _,
          Production.ControlToken _,
          Production.ControlId _,
          Production.Value _,
          Production.Substring _,
          Production.AnyText _,
          Production.Both _,
          Production.Except _,
          Production.Shortest _ ->
          new Production.Sequence(part, skip);
    };
  }
}
