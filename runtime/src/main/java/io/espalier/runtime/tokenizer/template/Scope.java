package io.espalier.runtime.tokenizer.template;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Names and their values, inside an outer scope. Assignments stay in the scope they are made in.
final class Scope {
  private final @Nullable Scope outer;
  private final Map<String, Value> names = new HashMap<>();

  Scope(@Nullable Scope outer) {
    this.outer = outer;
  }

  void set(String name, Value value) {
    names.put(name, value);
  }

  /// The innermost value of `name`; undefined where there is none.
  Value get(String name) {
    for (Scope scope = this; scope != null; scope = scope.outer) {
      Value value = scope.names.get(name);
      if (value != null) {
        return value;
      }
    }
    return new Value.Undefined(name);
  }
}
