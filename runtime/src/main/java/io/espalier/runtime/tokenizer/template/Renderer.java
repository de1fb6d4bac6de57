package io.espalier.runtime.tokenizer.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Executes statements. Confined to one rendering.
final class Renderer {
  /// How a body ended.
  private enum Flow {
    ON,
    BREAK,
    CONTINUE
  }

  /// What `loop.changed` was last asked about.
  private static final class Changed {
    private @Nullable Value last;
  }

  private final Budget budget;
  private final Evaluator evaluator;
  private int depth;

  Renderer(Budget budget) {
    this.budget = budget;
    this.evaluator = new Evaluator(budget);
  }

  String render(List<Statement> body, Scope scope) {
    var out = new StringBuilder();
    run(body, scope, out);
    return out.toString();
  }

  private Flow run(List<Statement> body, Scope scope, StringBuilder out) {
    for (Statement statement : body) {
      budget.step();
      budget.at(statement.line());
      Flow flow = run(statement, scope, out);
      if (flow != Flow.ON) {
        return flow;
      }
    }
    return Flow.ON;
  }

  private Flow run(Statement statement, Scope scope, StringBuilder out) {
    return switch (statement) {
      case Statement.Text text -> {
        budget.characters(text.text().length());
        out.append(text.text());
        yield Flow.ON;
      }
      case Statement.Output output -> {
        Value value = evaluator.evaluate(output.expression(), scope);
        String text = ValueText.print(value, budget);
        budget.characters(text.length());
        out.append(text);
        yield Flow.ON;
      }
      case Statement.If choice -> {
        for (int i = 0; i < choice.conditions().size(); i++) {
          if (evaluator.evaluate(choice.conditions().get(i), scope).isTrue()) {
            yield run(choice.bodies().get(i), scope, out);
          }
        }
        yield run(choice.otherwise(), scope, out);
      }
      case Statement.For loop -> loop(loop, scope, out);
      case Statement.Set set -> {
        assign(set, scope);
        yield Flow.ON;
      }
      case Statement.SetBlock block -> {
        var inner = new Scope(scope);
        var text = new StringBuilder();
        run(block.body(), inner, text);
        inner.set(Statement.SetBlock.TEXT, Value.of(text.toString()));
        scope.set(block.target(), evaluator.evaluate(block.filtered(), inner));
        yield Flow.ON;
      }
      case Statement.Macro macro -> {
        scope.set(
            macro.name(),
            new Value.Callable(macro.name(), arguments -> call(macro, scope, arguments)));
        yield Flow.ON;
      }
      case Statement.Scope inside -> {
        var inner = new Scope(scope);
        for (int i = 0; i < inside.names().size(); i++) {
          inner.set(inside.names().get(i), evaluator.evaluate(inside.values().get(i), scope));
        }
        yield run(inside.body(), inner, out);
      }
      case Statement.Break _ -> Flow.BREAK;
      case Statement.Continue _ -> Flow.CONTINUE;
    };
  }

  private void assign(Statement.Set set, Scope scope) {
    Value value = evaluator.evaluate(set.value(), scope);
    if (set.attribute().isPresent()) {
      if (!(scope.get(set.targets().getFirst()) instanceof Value.Namespace space)) {
        throw budget.error("only members of a namespace can be set");
      }
      space.entries.put(set.attribute().get(), value);
      return;
    }
    bind(set.targets(), value, scope);
  }

  private void bind(List<String> targets, Value value, Scope scope) {
    if (targets.size() == 1) {
      scope.set(targets.getFirst(), value);
      return;
    }
    List<Value> parts = evaluator.operators().items(value);
    if (parts.size() != targets.size()) {
      throw budget.error(parts.size() + " values for " + targets.size() + " names");
    }
    for (int i = 0; i < parts.size(); i++) {
      scope.set(targets.get(i), parts.get(i));
    }
  }

  private Flow loop(Statement.For loop, Scope scope, StringBuilder out) {
    List<Value> all = evaluator.operators().items(evaluator.evaluate(loop.items(), scope));
    budget.items(all.size());
    List<Value> items = all;
    if (loop.condition().isPresent()) {
      items = new ArrayList<>();
      for (Value item : all) {
        var inner = new Scope(scope);
        bind(loop.targets(), item, inner);
        if (evaluator.evaluate(loop.condition().get(), inner).isTrue()) {
          items.add(item);
        }
      }
    }
    if (items.isEmpty()) {
      return run(loop.otherwise(), scope, out);
    }
    var seen = new Changed();
    depth++;
    for (int i = 0; i < items.size(); i++) {
      var inner = new Scope(scope);
      inner.set("loop", loopValue(items, i, seen));
      bind(loop.targets(), items.get(i), inner);
      if (run(loop.body(), inner, out) == Flow.BREAK) {
        break;
      }
    }
    depth--;
    return Flow.ON;
  }

  private Value loopValue(List<Value> items, int index, Changed seen) {
    int size = items.size();
    Map<String, Value> entries = new LinkedHashMap<>();
    entries.put("index", Value.of(index + 1));
    entries.put("index0", Value.of(index));
    entries.put("revindex", Value.of(size - index));
    entries.put("revindex0", Value.of(size - index - 1));
    entries.put("first", Value.of(index == 0));
    entries.put("last", Value.of(index == size - 1));
    entries.put("length", Value.of(size));
    if (index > 0) {
      entries.put("previtem", items.get(index - 1));
    }
    if (index < size - 1) {
      entries.put("nextitem", items.get(index + 1));
    }
    entries.put("depth", Value.of(depth));
    entries.put("depth0", Value.of(depth - 1));
    entries.put(
        "changed",
        new Value.Callable(
            "changed",
            arguments -> {
              Value now = Value.list(arguments.positional());
              boolean changed = seen.last == null || !evaluator.operators().equal(seen.last, now);
              seen.last = now;
              return Value.of(changed);
            }));
    entries.put(
        "cycle",
        new Value.Callable(
            "cycle",
            arguments -> {
              if (arguments.positional().isEmpty()) {
                throw budget.error("'cycle' without values");
              }
              return arguments.positional().get(index % arguments.positional().size());
            }));
    return new Value.Dict(entries);
  }

  private Value call(Statement.Macro macro, Scope scope, Arguments arguments) {
    if (arguments.positional().size() > macro.parameters().size()) {
      throw budget.error(
          "the macro '%s' takes %d arguments, not %d"
              .formatted(macro.name(), macro.parameters().size(), arguments.positional().size()));
    }
    int line = budget.line();
    var inner = new Scope(scope);
    for (int i = 0; i < macro.parameters().size(); i++) {
      String name = macro.parameters().get(i);
      Value value = arguments.get(i, name, new Value.Undefined(name));
      if (value instanceof Value.Undefined && macro.defaults().get(i).isPresent()) {
        value = evaluator.evaluate(macro.defaults().get(i).get(), inner);
      }
      inner.set(name, value);
    }
    String text = render(macro.body(), inner);
    budget.at(line);
    return Value.of(text);
  }
}
