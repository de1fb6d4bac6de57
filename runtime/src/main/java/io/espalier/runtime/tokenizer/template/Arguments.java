package io.espalier.runtime.tokenizer.template;

import java.util.List;
import java.util.Map;

/// The arguments of a call, by position and by name.
record Arguments(List<Value> positional, Map<String, Value> named) {
  /// The argument at `index` or called `name`, or else `otherwise`.
  Value get(int index, String name, Value otherwise) {
    if (index < positional.size()) {
      return positional.get(index);
    }
    return named.getOrDefault(name, otherwise);
  }

  boolean has(int index, String name) {
    return index < positional.size() || named.containsKey(name);
  }

  int size() {
    return positional.size() + named.size();
  }

  /// The arguments behind the first one.
  Arguments rest() {
    return new Arguments(
        positional.subList(Math.min(1, positional.size()), positional.size()), named);
  }
}
