package io.espalier.runtime.backend.configuration;

import io.espalier.dsl.diagnostic.Span;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A value of a YAML file with its place.
sealed interface YamlValue {
  /// Where it stands.
  Span span();

  /// A text, number or truth value, as written.
  record Scalar(String text, Span span) implements YamlValue {}

  /// A list.
  record Items(List<YamlValue> values, Span span) implements YamlValue {}

  /// Fields by name, in order.
  record Fields(Map<String, Field> values, Span span) implements YamlValue {
    Fields(Span span) {
      this(new LinkedHashMap<>(), span);
    }
  }

  /// A field's value with the place of its name.
  record Field(Span name, YamlValue value) {}
}
