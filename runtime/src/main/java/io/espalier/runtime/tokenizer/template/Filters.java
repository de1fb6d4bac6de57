package io.espalier.runtime.tokenizer.template;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The filters behind `|`.
final class Filters {
  private final Budget budget;
  private final Operators operators;
  private final ValueTests tests;
  private final Methods methods;

  Filters(Budget budget, Operators operators, ValueTests tests, Methods methods) {
    this.budget = budget;
    this.operators = operators;
    this.tests = tests;
    this.methods = methods;
  }

  Value apply(String name, Value value, Arguments arguments) {
    return switch (name) {
      case "default", "d" -> {
        boolean anyFalse = arguments.get(1, "boolean", Value.Bool.FALSE).isTrue();
        boolean absent = anyFalse ? !value.isTrue() : value instanceof Value.Undefined;
        yield absent ? arguments.get(0, "default_value", Value.of("")) : value;
      }
      case "string", "safe", "escape", "e", "forceescape" -> text(name, value);
      case "trim", "upper", "lower", "title", "capitalize", "indent", "replace", "wordcount" ->
          onText(name, ValueText.print(value, budget), arguments);
      case "tojson" -> Value.of(ValueText.json(value, jsonStyle(arguments), budget));
      case "length", "count" ->
          Value.of(
              value instanceof Value.Str text
                  ? text.value().codePointCount(0, text.value().length())
                  : operators.items(value).size());
      case "int", "float", "abs", "round" -> onNumber(name, value, arguments);
      case "first", "last" -> {
        List<Value> items = operators.items(value);
        yield items.isEmpty()
            ? new Value.Undefined(name + " of nothing")
            : name.equals("first") ? items.getFirst() : items.getLast();
      }
      case "items" -> {
        if (value instanceof Value.Undefined) {
          yield Value.list(List.of());
        }
        if (!(value instanceof Value.Dict dict)) {
          throw budget.error("'items' takes a mapping, not " + value.kind());
        }
        yield methods.pairs(dict);
      }
      case "dictsort" -> dictSort(value);
      case "join" -> join(value, arguments);
      case "list" -> Value.list(List.copyOf(operators.items(value)));
      case "reverse" ->
          value instanceof Value.Str text
              ? Value.of(new StringBuilder(text.value()).reverse().toString())
              : Value.list(operators.items(value).reversed());
      case "sort" -> sort(value, arguments);
      case "unique" -> unique(value);
      case "min", "max" -> extreme(name, value);
      case "sum" -> {
        Value sum = arguments.get(1, "start", Value.of(0));
        for (Value item : operators.items(value)) {
          sum =
              operators.binary(
                  "+", sum, attribute(item, arguments.get(0, "attribute", Value.None.VALUE)));
        }
        yield sum;
      }
      case "map" -> map(value, arguments);
      case "select", "reject" -> select(value, arguments, name.equals("select"), false);
      case "selectattr", "rejectattr" -> select(value, arguments, name.equals("selectattr"), true);
      case "attr" ->
          methods.attribute(value, operators.text(arguments.get(0, "name", Value.None.VALUE)));
      case "batch" -> batch(value, arguments);
      case "slice" -> slices(value, arguments);
      case "groupby" -> groups(value, arguments);
      case "truncate" ->
          Value.of(
              PythonText.truncate(
                  ValueText.print(value, budget),
                  Math.clamp(
                      operators.integer(arguments.get(0, "length", Value.of(255))),
                      0,
                      Integer.MAX_VALUE / 2),
                  arguments.get(1, "killwords", Value.Bool.FALSE).isTrue(),
                  operators.text(arguments.get(2, "end", Value.of("..."))),
                  Math.clamp(
                      operators.integer(arguments.get(3, "leeway", Value.of(5))),
                      0,
                      Integer.MAX_VALUE / 2)));
      default -> throw budget.error("the filter '" + name + "' is not supported");
    };
  }

  private Value text(String name, Value value) {
    String text = ValueText.print(value, budget);
    if (name.equals("string") || name.equals("safe")) {
      return Value.of(text);
    }
    budget.characters(5L * text.length());
    return Value.of(
        text.replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace(">", "&gt;")
            .replace("'", "&#39;")
            .replace("\"", "&#34;"));
  }

  private Value onText(String name, String text, Arguments arguments) {
    budget.characters(text.length());
    return switch (name) {
      case "trim" -> {
        Value set = arguments.get(0, "chars", Value.None.VALUE);
        yield Value.of(
            PythonText.strip(
                text, set instanceof Value.None ? "" : operators.text(set), true, true));
      }
      case "upper" -> Value.of(text.toUpperCase(Locale.ROOT));
      case "lower" -> Value.of(text.toLowerCase(Locale.ROOT));
      case "title" -> Value.of(PythonText.title(text));
      case "capitalize" -> Value.of(PythonText.capitalize(text));
      case "wordcount" -> Value.of(PythonText.split(text, "", -1).size());
      case "replace" ->
          Value.of(
              PythonText.replace(
                  text,
                  operators.text(arguments.get(0, "old", Value.None.VALUE)),
                  operators.text(arguments.get(1, "new", Value.None.VALUE)),
                  arguments.has(2, "count")
                      ? operators.integer(arguments.get(2, "count", Value.None.VALUE))
                      : -1,
                  budget));
      case "indent" -> indent(text, arguments);
      default -> throw new IllegalStateException("not a filter of text: " + name);
    };
  }

  private Value indent(String text, Arguments arguments) {
    Value width = arguments.get(0, "width", Value.of(4));
    String margin =
        width instanceof Value.Str given
            ? given.value()
            : " ".repeat(Math.clamp(operators.integer(width), 0, 1000));
    boolean first = arguments.get(1, "first", Value.Bool.FALSE).isTrue();
    boolean blank = arguments.get(2, "blank", Value.Bool.FALSE).isTrue();
    List<String> lines = PythonText.split(text, "\n", -1);
    budget.characters((long) lines.size() * margin.length());
    var result = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      boolean indented = i == 0 ? first : blank || !line.isEmpty();
      result.append(i == 0 ? "" : "\n").append(indented ? margin : "").append(line);
    }
    return Value.of(result.toString());
  }

  private ValueText.JsonStyle jsonStyle(Arguments arguments) {
    Value indent = arguments.get(1, "indent", Value.None.VALUE);
    if (arguments.positional().size() == 1) {
      indent = arguments.positional().getFirst(); // `tojson(2)`, as Jinja itself defines the filter
    }
    int width = indent instanceof Value.None ? -1 : Math.clamp(operators.integer(indent), 0, 32);
    Value separators = arguments.get(2, "separators", Value.None.VALUE);
    List<Value> given = separators instanceof Value.None ? List.of() : operators.items(separators);
    if (!given.isEmpty() && given.size() != 2) {
      throw budget.error("'separators' are two strings");
    }
    return new ValueText.JsonStyle(
        width,
        given.isEmpty() ? width < 0 ? ", " : "," : operators.text(given.get(0)),
        given.isEmpty() ? ": " : operators.text(given.get(1)),
        arguments.named().getOrDefault("ensure_ascii", Value.Bool.FALSE).isTrue(),
        arguments.get(3, "sort_keys", Value.Bool.FALSE).isTrue());
  }

  private Value onNumber(String name, Value value, Arguments arguments) {
    return switch (name) {
      case "int" -> {
        Value otherwise = arguments.get(0, "default", Value.of(0));
        yield switch (value) {
          case Value.Int number -> number;
          case Value.Bool bool -> Value.of(bool.value() ? 1 : 0);
          case Value.Real number -> Value.of((long) number.value());
          case Value.Str text -> parseLong(text.value(), otherwise);
          case Value.None _,
              Value.Undefined _,
              Value.Items _,
              Value.Dict _,
              Value.Namespace _,
              Value.Callable _ ->
              otherwise;
        };
      }
      case "float" -> {
        if (Operators.isNumber(value)) {
          yield new Value.Real(operators.real(value));
        }
        Value otherwise = arguments.get(0, "default", new Value.Real(0));
        yield value instanceof Value.Str text ? parseDouble(text.value(), otherwise) : otherwise;
      }
      case "abs" ->
          Operators.isInteger(value)
              ? Value.of(Math.abs(operators.integer(value)))
              : new Value.Real(Math.abs(operators.real(value)));
      case "round" -> {
        int digits =
            Math.clamp(operators.integer(arguments.get(0, "precision", Value.of(0))), -20, 20);
        RoundingMode mode =
            switch (operators.text(arguments.get(1, "method", Value.of("common")))) {
              case "common" -> RoundingMode.HALF_EVEN;
              case "ceil" -> RoundingMode.CEILING;
              case "floor" -> RoundingMode.FLOOR;
              default -> throw budget.error("'round' has the methods common, ceil and floor");
            };
        if (mode == RoundingMode.HALF_EVEN && Operators.isInteger(value)) {
          yield value;
        }
        double number = operators.real(value);
        yield Double.isFinite(number)
            ? new Value.Real(new BigDecimal(number).setScale(digits, mode).doubleValue())
            : new Value.Real(number);
      }
      default -> throw new IllegalStateException("not a filter of numbers: " + name);
    };
  }

  private static Value parseLong(String text, Value otherwise) {
    try {
      return Value.of(Long.parseLong(text.strip()));
    } catch (NumberFormatException e) {
      Value real = parseDouble(text, otherwise);
      return real instanceof Value.Real number ? Value.of((long) number.value()) : real;
    }
  }

  private static Value parseDouble(String text, Value otherwise) {
    try {
      return new Value.Real(Double.parseDouble(text.strip()));
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }

  private Value dictSort(Value value) {
    if (!(value instanceof Value.Dict dict)) {
      throw budget.error("'dictsort' takes a mapping, not " + value.kind());
    }
    Map<String, Value> sorted = new LinkedHashMap<>();
    dict.entries().keySet().stream()
        .sorted(Comparator.comparing((String key) -> key.toLowerCase(Locale.ROOT)))
        .forEach(key -> sorted.put(key, dict.entries().getOrDefault(key, Value.None.VALUE)));
    return methods.pairs(new Value.Dict(sorted));
  }

  private Value join(Value value, Arguments arguments) {
    Value attribute = arguments.get(1, "attribute", Value.None.VALUE);
    List<Value> items = new ArrayList<>();
    for (Value item : operators.items(value)) {
      items.add(attribute(item, attribute));
    }
    return methods.join(items, ValueText.print(arguments.get(0, "d", Value.of("")), budget));
  }

  private Value sort(Value value, Arguments arguments) {
    Value attribute = arguments.get(2, "attribute", Value.None.VALUE);
    boolean caseSensitive = arguments.get(1, "case_sensitive", Value.Bool.FALSE).isTrue();
    List<Value> items = new ArrayList<>(operators.items(value));
    budget.items(items.size());
    Comparator<Value> order =
        (left, right) ->
            operators.order(
                sortKey(attribute(left, attribute), caseSensitive),
                sortKey(attribute(right, attribute), caseSensitive));
    items.sort(arguments.get(0, "reverse", Value.Bool.FALSE).isTrue() ? order.reversed() : order);
    return Value.list(items);
  }

  private static Value sortKey(Value value, boolean caseSensitive) {
    return !caseSensitive && value instanceof Value.Str text
        ? Value.of(text.value().toLowerCase(Locale.ROOT))
        : value;
  }

  private Value unique(Value value) {
    List<Value> kept = new ArrayList<>();
    for (Value item : operators.items(value)) {
      Value key = sortKey(item, false);
      if (kept.stream().noneMatch(other -> operators.equal(sortKey(other, false), key))) {
        kept.add(item);
      }
    }
    return Value.list(kept);
  }

  private Value extreme(String name, Value value) {
    List<Value> items = operators.items(value);
    Value best = new Value.Undefined(name + " of nothing");
    for (Value item : items) {
      if (best instanceof Value.Undefined
          || (name.equals("min")
              ? operators.order(item, best) < 0
              : operators.order(item, best) > 0)) {
        best = item;
      }
    }
    return best;
  }

  private Value map(Value value, Arguments arguments) {
    Value attribute = arguments.named().getOrDefault("attribute", Value.None.VALUE);
    List<Value> results = new ArrayList<>();
    for (Value item : operators.items(value)) {
      budget.step();
      if (attribute instanceof Value.None) {
        String filter = operators.text(arguments.get(0, "filter", Value.None.VALUE));
        results.add(apply(filter, item, arguments.rest()));
      } else {
        Value found = attribute(item, attribute);
        results.add(
            found instanceof Value.Undefined
                ? arguments.named().getOrDefault("default", found)
                : found);
      }
    }
    return Value.list(results);
  }

  private Value select(Value value, Arguments arguments, boolean wanted, boolean byAttribute) {
    Arguments rest = byAttribute ? arguments.rest() : arguments;
    List<Value> kept = new ArrayList<>();
    for (Value item : operators.items(value)) {
      budget.step();
      Value tested =
          byAttribute ? attribute(item, arguments.get(0, "attribute", Value.None.VALUE)) : item;
      boolean passes =
          rest.positional().isEmpty()
              ? tested.isTrue()
              : tests.check(operators.text(rest.positional().getFirst()), tested, rest.rest());
      if (passes == wanted) {
        kept.add(item);
      }
    }
    return Value.list(kept);
  }

  /// A member by a dotted path, or the item itself where no path is given.
  private Value attribute(Value item, Value path) {
    if (path instanceof Value.None) {
      return item;
    }
    Value result = item;
    for (String name : PythonText.split(ValueText.print(path, budget), ".", -1)) {
      result =
          name.chars().allMatch(Character::isDigit)
              ? methods.subscript(result, parseLong(name, Value.of(name)))
              : methods.subscript(result, Value.of(name));
    }
    return result;
  }

  /// Lists of `linecount` items, the last filled up with `fill_with`.
  private Value batch(Value value, Arguments arguments) {
    int size =
        Math.clamp(
            operators.integer(arguments.get(0, "linecount", Value.of(1))), 1, Budget.MAX_ITEMS);
    List<Value> items = operators.items(value);
    List<Value> batches = new ArrayList<>();
    for (int from = 0; from < items.size(); from += size) {
      List<Value> part = new ArrayList<>(items.subList(from, Math.min(items.size(), from + size)));
      batches.add(filled(part, size, arguments));
    }
    return Value.list(batches);
  }

  private Value filled(List<Value> part, int size, Arguments arguments) {
    Value fill = arguments.get(1, "fill_with", Value.None.VALUE);
    if (!(fill instanceof Value.None)) {
      budget.items(size);
      while (part.size() < size) {
        part.add(fill);
      }
    }
    return Value.list(part);
  }

  /// `slices` lists of neighbours, the longer ones first.
  private Value slices(Value value, Arguments arguments) {
    int count =
        Math.clamp(operators.integer(arguments.get(0, "slices", Value.of(1))), 1, Budget.MAX_ITEMS);
    List<Value> items = operators.items(value);
    int each = items.size() / count;
    int longer = items.size() % count;
    budget.items(count);
    List<Value> slices = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < count; i++) {
      int to = from + each + (i < longer ? 1 : 0);
      List<Value> part = new ArrayList<>(items.subList(from, to));
      slices.add(filled(part, longer > 0 && i >= longer ? each + 1 : each, arguments));
      from = to;
    }
    return Value.list(slices);
  }

  /// Pairs of a value of an attribute and the items that have it, in order of the value.
  private Value groups(Value value, Arguments arguments) {
    Value path = arguments.get(0, "attribute", Value.None.VALUE);
    Value otherwise = arguments.get(1, "default", Value.None.VALUE);
    boolean caseSensitive = arguments.get(2, "case_sensitive", Value.Bool.FALSE).isTrue();
    List<Value> keys = new ArrayList<>();
    List<List<Value>> members = new ArrayList<>();
    for (Value item : operators.items(value)) {
      Value found = attribute(item, path);
      Value key = found instanceof Value.Undefined ? otherwise : found;
      int at = 0;
      while (at < keys.size()
          && !operators.equal(sortKey(keys.get(at), caseSensitive), sortKey(key, caseSensitive))) {
        budget.step();
        at++;
      }
      if (at == keys.size()) {
        keys.add(key);
        members.add(new ArrayList<>());
      }
      members.get(at).add(item);
    }
    List<Value> groups = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      groups.add(new Value.Items(List.of(keys.get(i), Value.list(members.get(i))), true));
    }
    groups.sort((left, right) ->
        operators.order(
            sortKey(operators.items(left).getFirst(), caseSensitive),
            sortKey(operators.items(right).getFirst(), caseSensitive)));
    return Value.list(groups);
  }
}
