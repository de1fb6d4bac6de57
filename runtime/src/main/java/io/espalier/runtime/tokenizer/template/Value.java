package io.espalier.runtime.tokenizer.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a template computes with: plain data, and a few things that can be called. No Java object
/// is reachable from it.
sealed interface Value {
  /// Python's `None`.
  record None() implements Value {
    static final Value VALUE = new None();
  }

  /// A name or key that is not there; usable in tests and output, an error elsewhere.
  record Undefined(String name) implements Value {}

  /// A truth value.
  record Bool(boolean value) implements Value {
    static final Value TRUE = new Bool(true);
    static final Value FALSE = new Bool(false);
  }

  /// A whole number. Arithmetic beyond 64 bits is an error.
  record Int(long value) implements Value {}

  /// A floating-point number.
  record Real(double value) implements Value {}

  /// A text.
  record Str(String value) implements Value {}

  /// A list, or with `tuple` Python's tuple, which prints in parentheses.
  record Items(List<Value> values, boolean tuple) implements Value {}

  /// A dictionary with text keys, in order of insertion.
  record Dict(Map<String, Value> entries) implements Value {}

  /// The one value that changes: what `namespace()` makes. Compared by identity.
  final class Namespace implements Value {
    final Map<String, Value> entries = new LinkedHashMap<>();
  }

  /// Something that can be called: a function of the sandbox, a method bound to a value, a macro.
  record Callable(String name, Function function) implements Value {}

  /// The body of a {@link Callable}.
  interface Function {
    Value call(Arguments arguments);
  }

  static Value of(boolean value) {
    return value ? Bool.TRUE : Bool.FALSE;
  }

  static Value of(String value) {
    return new Str(value);
  }

  static Value of(long value) {
    return new Int(value);
  }

  static Value list(List<Value> values) {
    return new Items(values, false);
  }

  /// The value of plain Java data: null, String, Integer, Long, Double, Boolean, List, Map with
  /// text keys.
  ///
  /// @throws IllegalArgumentException for anything else, so that no other object enters a template
  static Value of(@Nullable Object data) {
    return switch (data) {
      case null -> None.VALUE;
      case String text -> new Str(text);
      case Boolean truth -> of(truth.booleanValue());
      case Integer number -> new Int(number);
      case Long number -> new Int(number);
      case Double number -> new Real(number);
      case List<?> items -> {
        List<Value> values = new ArrayList<>(items.size());
        for (Object item : items) {
          values.add(of(item));
        }
        yield new Items(values, false);
      }
      case Map<?, ?> map -> {
        Map<String, Value> entries = new LinkedHashMap<>();
        map.forEach((key, value) -> entries.put((String) key, of(value)));
        yield new Dict(entries);
      }
      default -> throw new IllegalArgumentException("not plain data: " + data.getClass().getName());
    };
  }

  /// The kind of this value in Python's words, for messages.
  default String kind() {
    return switch (this) {
      case None _ -> "None";
      case Undefined _ -> "undefined";
      case Bool _ -> "bool";
      case Int _ -> "int";
      case Real _ -> "float";
      case Str _ -> "string";
      case Items items -> items.tuple() ? "tuple" : "list";
      case Dict _ -> "mapping";
      case Namespace _ -> "namespace";
      case Callable _ -> "function";
    };
  }

  default boolean isTrue() {
    return switch (this) {
      case None _, Undefined _ -> false;
      case Bool bool -> bool.value();
      case Int number -> number.value() != 0;
      case Real number -> number.value() != 0;
      case Str text -> !text.value().isEmpty();
      case Items items -> !items.values().isEmpty();
      case Dict dict -> !dict.entries().isEmpty();
      case Namespace _, Callable _ -> true;
    };
  }
}
