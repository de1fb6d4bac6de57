package io.espalier.runtime.tokenizer.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;

/// Members of values: methods of strings and mappings, keys, indices, slices. Nothing that changes
/// a value is there.
final class Methods {
  private final Budget budget;
  private final Operators operators;

  Methods(Budget budget, Operators operators) {
    this.budget = budget;
    this.operators = operators;
  }

  /// `value.name`.
  Value attribute(Value value, String name) {
    operators.defined(value);
    Optional<Value.Function> method =
        switch (value) {
          case Value.Str text ->
              ofString(text.value(), name)
                  .map(function ->
                      arguments -> {
                        budget.characters(text.value().length());
                        return function.call(arguments);
                      });
          case Value.Dict dict -> ofDict(dict, name);
          case Value.Items items -> ofList(items, name);
          case Value.None _,
              Value.Undefined _,
              Value.Bool _,
              Value.Int _,
              Value.Real _,
              Value.Namespace _,
              Value.Callable _ ->
              Optional.empty();
        };
    if (method.isPresent()) {
      return new Value.Callable(name, method.get());
    }
    return entry(value, name);
  }

  private static Value entry(Value value, String name) {
    Map<String, Value> entries =
        value instanceof Value.Dict dict
            ? dict.entries()
            : value instanceof Value.Namespace space ? space.entries : Map.of();
    Value found = entries.get(name);
    return found == null ? new Value.Undefined(name) : found;
  }

  /// `value[key]`.
  Value subscript(Value value, Value key) {
    operators.defined(value);
    if (key instanceof Value.Str name) {
      Value found = entry(value, name.value());
      return found instanceof Value.Undefined ? attribute(value, name.value()) : found;
    }
    if (Operators.isInteger(key) && (value instanceof Value.Items || value instanceof Value.Str)) {
      List<Value> items = operators.items(value);
      long index = operators.integer(key);
      long place = index < 0 ? index + items.size() : index;
      return place < 0 || place >= items.size()
          ? new Value.Undefined("index " + index)
          : items.get((int) place);
    }
    return new Value.Undefined(ValueText.print(key, budget));
  }

  /// `value[from:to:step]` as Python cuts it.
  Value slice(Value value, Optional<Value> from, Optional<Value> to, Optional<Value> step) {
    operators.defined(value);
    long stride = number(step).orElse(1);
    if (stride == 0) {
      throw budget.error("a slice with step 0");
    }
    List<Value> items = operators.items(value);
    int size = items.size();
    long start = clamp(number(from), stride > 0 ? 0 : size - 1, size, stride);
    long end = clamp(number(to), stride > 0 ? size : -1, size, stride);
    List<Value> part = new ArrayList<>();
    for (long i = start; stride > 0 ? i < end : i > end; i += stride) {
      budget.step();
      part.add(items.get((int) i));
    }
    if (value instanceof Value.Items list) {
      return new Value.Items(part, list.tuple());
    }
    var text = new StringBuilder();
    part.forEach(item -> text.append(operators.text(item)));
    return Value.of(text.toString());
  }

  private OptionalInt number(Optional<Value> bound) {
    if (bound.isEmpty() || bound.get() instanceof Value.None) {
      return OptionalInt.empty();
    }
    long value = operators.integer(bound.get());
    return OptionalInt.of(
        (int) Math.max(-Budget.MAX_ITEMS * 1000L, Math.min(Budget.MAX_ITEMS * 1000L, value)));
  }

  private static long clamp(OptionalInt bound, int absent, int size, long stride) {
    if (bound.isEmpty()) {
      return absent;
    }
    long value = bound.getAsInt() < 0 ? bound.getAsInt() + (long) size : bound.getAsInt();
    return stride > 0 ? Math.clamp(value, 0, size) : Math.clamp(value, -1, size - 1);
  }

  private Optional<Value.Function> ofDict(Value.Dict dict, String name) {
    return Optional.ofNullable(
        switch (name) {
          case "items" -> _ -> pairs(dict);
          case "keys" -> _ -> Value.list(operators.items(dict));
          case "values" -> _ -> Value.list(List.copyOf(dict.entries().values()));
          case "get" ->
              arguments -> {
                Value key = arguments.get(0, "key", Value.None.VALUE);
                Value found =
                    key instanceof Value.Str text ? dict.entries().get(text.value()) : null;
                return found == null ? arguments.get(1, "default", Value.None.VALUE) : found;
              };
          case "copy" -> _ -> dict;
          case "pop", "update", "setdefault", "clear", "popitem" ->
              _ -> {
                throw immutable(name);
              };
          default -> null;
        });
  }

  /// The entries as pairs.
  Value pairs(Value.Dict dict) {
    budget.items(dict.entries().size());
    List<Value> pairs = new ArrayList<>();
    dict.entries()
        .forEach((key, value) -> pairs.add(new Value.Items(List.of(Value.of(key), value), true)));
    return Value.list(pairs);
  }

  private Optional<Value.Function> ofList(Value.Items items, String name) {
    return Optional.ofNullable(
        switch (name) {
          case "index" ->
              arguments -> {
                Value wanted = arguments.get(0, "value", Value.None.VALUE);
                for (int i = 0; i < items.values().size(); i++) {
                  if (operators.equal(items.values().get(i), wanted)) {
                    return Value.of(i);
                  }
                }
                throw budget.error("the value is not in the list");
              };
          case "count" ->
              arguments ->
                  Value.of(
                      items.values().stream()
                          .filter(item ->
                              operators.equal(item, arguments.get(0, "value", Value.None.VALUE)))
                          .count());
          case "copy" -> _ -> items;
          case "append", "extend", "insert", "pop", "remove", "reverse", "sort", "clear" ->
              _ -> {
                throw immutable(name);
              };
          default -> null;
        });
  }

  private TemplateException immutable(String name) {
    return budget.error("'" + name + "' would change a value, and values are immutable");
  }

  private Optional<Value.Function> ofString(String text, String name) {
    return Optional.ofNullable(
        switch (name) {
          case "strip" -> arguments -> strip(text, arguments, true, true);
          case "lstrip" -> arguments -> strip(text, arguments, true, false);
          case "rstrip" -> arguments -> strip(text, arguments, false, true);
          case "upper" -> _ -> Value.of(text.toUpperCase(Locale.ROOT));
          case "lower" -> _ -> Value.of(text.toLowerCase(Locale.ROOT));
          case "title" -> _ -> Value.of(PythonText.title(text));
          case "capitalize" -> _ -> Value.of(PythonText.capitalize(text));
          case "split" ->
              arguments ->
                  texts(PythonText.split(text, separator(arguments), limit(arguments, "maxsplit")));
          case "rsplit" ->
              arguments ->
                  texts(
                      PythonText.splitRight(
                          text, separator(arguments), limit(arguments, "maxsplit")));
          case "splitlines" -> _ -> texts(text.lines().toList());
          case "startswith" -> arguments -> any(arguments, part(text, arguments)::startsWith);
          case "endswith" -> arguments -> any(arguments, part(text, arguments)::endsWith);
          case "swapcase" -> _ -> Value.of(PythonText.swapCase(text));
          case "isupper" ->
              _ ->
                  Value.of(
                      text.codePoints().anyMatch(Character::isUpperCase)
                          && text.codePoints().noneMatch(Character::isLowerCase));
          case "islower" ->
              _ ->
                  Value.of(
                      text.codePoints().anyMatch(Character::isLowerCase)
                          && text.codePoints().noneMatch(Character::isUpperCase));
          case "center", "ljust", "rjust", "zfill" -> arguments -> padded(text, name, arguments);
          case "partition", "rpartition" ->
              arguments -> {
                String separator = separator(arguments);
                boolean last = name.equals("rpartition");
                return new Value.Items(
                    PythonText.partition(text, separator, last).stream().map(Value::of).toList(),
                    true);
              };
          case "index", "rindex" ->
              arguments -> {
                String wanted = operators.text(arguments.get(0, "sub", Value.None.VALUE));
                int at = name.equals("index") ? text.indexOf(wanted) : text.lastIndexOf(wanted);
                if (at < 0) {
                  throw budget.error("the text is not in the other");
                }
                return Value.of(position(text, at));
              };
          case "format" -> arguments -> Value.of(formatted(text, arguments));
          case "replace" ->
              arguments ->
                  Value.of(
                      PythonText.replace(
                          text,
                          operators.text(arguments.get(0, "old", Value.None.VALUE)),
                          operators.text(arguments.get(1, "new", Value.None.VALUE)),
                          arguments.has(2, "count")
                              ? operators.integer(arguments.get(2, "count", Value.None.VALUE))
                              : -1,
                          budget));
          case "join" ->
              arguments ->
                  join(operators.items(arguments.get(0, "iterable", Value.None.VALUE)), text);
          case "find" ->
              arguments ->
                  Value.of(
                      position(
                          text,
                          text.indexOf(operators.text(arguments.get(0, "sub", Value.None.VALUE)))));
          case "rfind" ->
              arguments ->
                  Value.of(
                      position(
                          text,
                          text.lastIndexOf(
                              operators.text(arguments.get(0, "sub", Value.None.VALUE)))));
          case "count" ->
              arguments ->
                  Value.of(
                      PythonText.count(
                          text, operators.text(arguments.get(0, "sub", Value.None.VALUE))));
          case "isdigit", "isnumeric", "isdecimal" ->
              _ -> Value.of(!text.isEmpty() && text.codePoints().allMatch(Character::isDigit));
          case "isalpha" ->
              _ -> Value.of(!text.isEmpty() && text.codePoints().allMatch(Character::isLetter));
          case "isalnum" ->
              _ ->
                  Value.of(
                      !text.isEmpty() && text.codePoints().allMatch(Character::isLetterOrDigit));
          case "isspace" ->
              _ -> Value.of(!text.isEmpty() && text.codePoints().allMatch(PythonText::isSpace));
          case "removeprefix" ->
              arguments -> {
                String prefix = operators.text(arguments.get(0, "prefix", Value.None.VALUE));
                return Value.of(text.startsWith(prefix) ? text.substring(prefix.length()) : text);
              };
          case "removesuffix" ->
              arguments -> {
                String suffix = operators.text(arguments.get(0, "suffix", Value.None.VALUE));
                return Value.of(
                    text.endsWith(suffix)
                        ? text.substring(0, text.length() - suffix.length())
                        : text);
              };
          default -> null;
        });
  }

  /// The text from the character that a second argument names.
  private String part(String text, Arguments arguments) {
    if (!arguments.has(1, "start")) {
      return text;
    }
    int length = text.codePointCount(0, text.length());
    long start = operators.integer(arguments.get(1, "start", Value.of(0)));
    long from = Math.clamp(start < 0 ? start + length : start, 0, length);
    return text.substring(text.offsetByCodePoints(0, (int) from));
  }

  private Value padded(String text, String name, Arguments arguments) {
    long width = operators.integer(arguments.get(0, "width", Value.of(0)));
    String fill =
        name.equals("zfill") ? "0" : operators.text(arguments.get(1, "fillchar", Value.of(" ")));
    long missing = Math.max(0, width - text.codePointCount(0, text.length()));
    budget.characters(missing);
    if (fill.codePointCount(0, fill.length()) != 1) {
      throw budget.error("'" + name + "' fills with one character");
    }
    // Python puts the odd one to the left where the width is odd too.
    long left =
        switch (name) {
          case "ljust" -> 0;
          case "rjust", "zfill" -> missing;
          default -> missing / 2 + (missing & width & 1);
        };
    boolean signed = name.equals("zfill") && (text.startsWith("-") || text.startsWith("+"));
    String sign = signed ? text.substring(0, 1) : "";
    return Value.of(
        sign
            + fill.repeat((int) left)
            + text.substring(sign.length())
            + fill.repeat((int) (missing - left)));
  }

  /// `str.format` with fields `{}`, `{0}` and `{name}`; format specifications are refused.
  private String formatted(String text, Arguments arguments) {
    var result = new StringBuilder();
    int next = 0;
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      boolean doubled = i + 1 < text.length() && text.charAt(i + 1) == unit;
      if ((unit == '{' || unit == '}') && doubled) {
        result.append(unit);
        i++;
      } else if (unit == '{') {
        int end = text.indexOf('}', i);
        String field = end < 0 ? "!" : text.substring(i + 1, end);
        Value value =
            field.isEmpty()
                ? arguments.get(next++, "", new Value.Undefined(field))
                : field.chars().allMatch(c -> c >= '0' && c <= '9') && field.length() < 4
                    ? arguments.get(Integer.parseInt(field), "", new Value.Undefined(field))
                    : arguments.named().getOrDefault(field, new Value.Undefined(field));
        operators.defined(value);
        String printed = ValueText.print(value, budget);
        budget.characters(printed.length());
        result.append(printed);
        i = end;
      } else if (unit == '}') {
        throw budget.error("a single '}' in a format");
      } else {
        result.append(unit);
      }
    }
    return result.toString();
  }

  private static int position(String text, int index) {
    return index < 0 ? index : text.codePointCount(0, index);
  }

  private Value strip(String text, Arguments arguments, boolean left, boolean right) {
    Value set = arguments.get(0, "chars", Value.None.VALUE);
    return Value.of(
        PythonText.strip(text, set instanceof Value.None ? "" : operators.text(set), left, right));
  }

  private String separator(Arguments arguments) {
    Value separator = arguments.get(0, "sep", Value.None.VALUE);
    if (separator instanceof Value.None) {
      return "";
    }
    String text = operators.text(separator);
    if (text.isEmpty()) {
      throw budget.error("an empty separator");
    }
    return text;
  }

  private long limit(Arguments arguments, String name) {
    return arguments.has(1, name)
        ? operators.integer(arguments.get(1, name, Value.None.VALUE))
        : -1;
  }

  private Value texts(List<String> parts) {
    budget.items(parts.size());
    List<Value> values = new ArrayList<>(parts.size());
    parts.forEach(part -> values.add(Value.of(part)));
    return Value.list(values);
  }

  private Value any(Arguments arguments, Predicate<String> test) {
    Value wanted = arguments.get(0, "prefix", Value.None.VALUE);
    if (wanted instanceof Value.Items items) {
      return Value.of(items.values().stream().anyMatch(item -> test.test(operators.text(item))));
    }
    return Value.of(test.test(operators.text(wanted)));
  }

  /// The items printed with `separator` between them.
  Value join(List<Value> items, String separator) {
    var text = new StringBuilder();
    for (int i = 0; i < items.size(); i++) {
      String item = ValueText.print(items.get(i), budget);
      budget.characters((long) item.length() + separator.length());
      text.append(i == 0 ? "" : separator).append(item);
    }
    return Value.of(text.toString());
  }
}
