package io.espalier.runtime.backend.configuration;

import io.espalier.dsl.diagnostic.Diagnostic;
import io.espalier.dsl.diagnostic.Diagnostics;
import io.espalier.dsl.diagnostic.SourceText;
import io.espalier.dsl.diagnostic.Span;
import io.espalier.runtime.backend.BackendCode;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLParser;

/// Reads YAML with the places of its values. Confined to one thread.
final class YamlReader {
  private static final int MAX_DEPTH = 16;

  private final SourceText source;
  private final Diagnostics diagnostics;

  YamlReader(SourceText source, Diagnostics diagnostics) {
    this.source = source;
    this.diagnostics = diagnostics;
  }

  /// Returns the file's value; null, with a diagnostic, where it has none.
  @Nullable YamlValue read() {
    try (JsonParser parser = YAMLMapper.builder().build().createParser(source.text())) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        error(BackendCode.YAML, Span.at(0), "the file is empty");
        return null;
      }
      return value(parser, first, 0);
    } catch (JacksonException e) {
      error(BackendCode.YAML, at(e.getLocation()), "this is no YAML");
      return null;
    }
  }

  private @Nullable YamlValue value(JsonParser parser, JsonToken token, int depth) {
    Span span = at(parser.currentTokenLocation());
    if (depth > MAX_DEPTH) {
      error(BackendCode.YAML, span, "nested deeper than %d levels".formatted(MAX_DEPTH));
      return null;
    }
    if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
      error(BackendCode.YAML, span, "aliases are not allowed here; repeat the value");
      return null;
    }
    return switch (token) {
      case START_OBJECT -> fields(parser, span, depth);
      case START_ARRAY -> items(parser, span, depth);
      default -> {
        String text = parser.getString();
        int end = Math.min(source.length(), span.start() + (text == null ? 0 : text.length()));
        yield new YamlValue.Scalar(text == null ? "" : text, new Span(span.start(), end));
      }
    };
  }

  private @Nullable YamlValue fields(JsonParser parser, Span span, int depth) {
    var fields = new YamlValue.Fields(span);
    for (JsonToken token = parser.nextToken();
        token == JsonToken.PROPERTY_NAME;
        token = parser.nextToken()) {
      String name = parser.currentName();
      Span start = at(parser.currentTokenLocation());
      Span place =
          new Span(start.start(), Math.min(source.length(), start.start() + name.length()));
      YamlValue value = value(parser, parser.nextToken(), depth + 1);
      if (value == null) {
        return null;
      }
      if (fields.values().put(name, new YamlValue.Field(place, value)) != null) {
        error(BackendCode.WRONG_VALUE, place, "the field '%s' is given twice".formatted(name));
      }
    }
    return fields;
  }

  private @Nullable YamlValue items(JsonParser parser, Span span, int depth) {
    var items = new ArrayList<YamlValue>();
    for (JsonToken token = parser.nextToken();
        token != null && token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      YamlValue value = value(parser, token, depth + 1);
      if (value == null) {
        return null;
      }
      items.add(value);
    }
    return new YamlValue.Items(items, span);
  }

  private void error(BackendCode code, Span span, String message) {
    diagnostics.add(Diagnostic.error(code, source, span, message));
  }

  private Span at(@Nullable TokenStreamLocation location) {
    if (location == null || location.getLineNr() < 1) {
      return Span.at(0);
    }
    int line = Math.min(location.getLineNr(), source.lineCount());
    int start = source.lineStart(line) + Math.max(0, location.getColumnNr() - 1);
    return Span.at(Math.min(start, source.length()));
  }
}
