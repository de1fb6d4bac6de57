package io.espalier.runtime.backend.configuration;

import io.espalier.dsl.diagnostic.Diagnostic;
import io.espalier.dsl.diagnostic.Diagnostics;
import io.espalier.dsl.diagnostic.SourceText;
import io.espalier.dsl.diagnostic.Span;
import io.espalier.runtime.backend.BackendCode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads the fields of one object of a backends file; what is wrong becomes a diagnostic at its
/// place and counts as absent. Confined to one thread.
final class FieldReader {
  private final SourceText source;
  private final Diagnostics diagnostics;
  private final YamlValue.Fields fields;
  private final Set<String> known = new LinkedHashSet<>();

  FieldReader(SourceText source, Diagnostics diagnostics, YamlValue.Fields fields) {
    this.source = source;
    this.diagnostics = diagnostics;
    this.fields = fields;
  }

  void error(BackendCode code, Span span, String message, String hint) {
    diagnostics.add(Diagnostic.error(code, source, span, message).hinting(hint));
  }

  private @Nullable YamlValue value(String name) {
    known.add(name);
    YamlValue.Field field = fields.values().get(name);
    return field == null ? null : field.value();
  }

  /// Returns the place of a field's value, or of the object where it is not there.
  Span span(String name) {
    YamlValue.Field field = fields.values().get(name);
    return field == null ? fields.span() : field.value().span();
  }

  Optional<String> text(String name) {
    YamlValue value = value(name);
    return switch (value) {
      case null -> Optional.empty();
      case YamlValue.Scalar(var text, _) -> Optional.of(text);
      case YamlValue other -> {
        error(BackendCode.WRONG_VALUE, other.span(), "'%s' must be a text".formatted(name), "");
        yield Optional.empty();
      }
    };
  }

  /// Returns texts with their places: a list, or one alone.
  List<YamlValue.Scalar> texts(String name) {
    YamlValue value = value(name);
    return switch (value) {
      case null -> List.of();
      case YamlValue.Scalar scalar -> List.of(scalar);
      case YamlValue.Items(var items, _) -> {
        var texts = new ArrayList<YamlValue.Scalar>();
        for (YamlValue item : items) {
          if (item instanceof YamlValue.Scalar scalar) {
            texts.add(scalar);
          } else {
            error(
                BackendCode.WRONG_VALUE,
                item.span(),
                "'%s' must be a list of texts".formatted(name),
                "");
          }
        }
        yield texts;
      }
      case YamlValue.Fields other -> {
        error(BackendCode.WRONG_VALUE, other.span(), "'%s' must be a list".formatted(name), "");
        yield List.of();
      }
    };
  }

  /// Hands a number in a range on, where it is there.
  void number(String name, double least, double most, Consumer<Double> use) {
    text(name)
        .ifPresent(text -> {
          double number;
          try {
            number = Double.parseDouble(text);
          } catch (NumberFormatException _) {
            number = Double.NaN;
          }
          if (number >= least && number <= most) {
            use.accept(number);
          } else {
            error(
                BackendCode.WRONG_VALUE,
                span(name),
                "'%s' must be a number from %s to %s".formatted(name, plain(least), plain(most)),
                "");
          }
        });
  }

  private static String plain(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? String.valueOf((long) number)
        : String.valueOf(number);
  }

  boolean flag(String name) {
    Optional<String> text = text(name);
    if (text.isPresent() && !text.get().equals("true") && !text.get().equals("false")) {
      error(BackendCode.WRONG_VALUE, span(name), "'%s' must be true or false".formatted(name), "");
    }
    return text.isPresent() && text.get().equals("true");
  }

  /// Returns the fields of an object in a field; an empty one where it is not there.
  FieldReader object(String name) {
    YamlValue value = value(name);
    if (value instanceof YamlValue.Fields inner) {
      return new FieldReader(source, diagnostics, inner);
    }
    if (value != null) {
      error(
          BackendCode.WRONG_VALUE,
          value.span(),
          "'%s' must have fields, as in {name: value}".formatted(name),
          "");
    }
    return new FieldReader(source, diagnostics, new YamlValue.Fields(fields.span()));
  }

  /// Refuses fields that were not asked for.
  void refuseOthers() {
    fields
        .values()
        .forEach((name, field) -> {
          if (!known.contains(name)) {
            error(
                BackendCode.UNKNOWN_FIELD,
                field.name(),
                "there is no field '%s' here".formatted(name),
                "allowed: " + String.join(", ", known));
          }
        });
  }
}
