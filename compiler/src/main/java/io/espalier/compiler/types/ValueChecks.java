package io.espalier.compiler.types;

import io.espalier.constrained.Constraint;
import io.espalier.constrained.ConstraintCompiler;
import io.espalier.constrained.ConstraintException;
import io.espalier.constrained.ConstraintSource;
import io.espalier.constrained.JsonOptions;
import io.espalier.constrained.RegexDialect;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads values that no mask has seen, such as arguments and what tools return, and holds them to
/// all of their type: kinds, bounds and choices like [ValueCodec], and the regexes, formats,
/// grammars and schemas that masks enforce while generating.
///
/// Every regex is compiled once per instance, in linear-time automata, so a stranger's text costs
/// time in proportion to its length. Thread-safe.
public final class ValueChecks {
  private static final int MAX_SHOWN = 60;

  private final Map<IrType, Constraint> compiled = new ConcurrentHashMap<>();
  private final ConstraintCompiler compiler = new ConstraintCompiler();

  /// Returns the value of a JSON node.
  ///
  /// @throws ValueException if it is no value of the type, with a pointer to the part that is not
  public @Nullable Object fromJson(IrType type, JsonNode node) {
    return checked(type, ValueCodec.fromJson(type, node));
  }

  /// Returns the value of bare text.
  ///
  /// @throws ValueException if the text is no value of the type
  public @Nullable Object parse(IrType type, String text) {
    return checked(type, ValueCodec.parse(type, text));
  }

  /// Returns the value of a Java object.
  ///
  /// @throws ValueException if it is no value of the type, with a pointer to the part that is not
  /// @throws UnsupportedJavaTypeException if a part of it has no type in the language
  public @Nullable Object fromJava(IrType type, @Nullable Object object) {
    Object value = JavaValues.fromJava(object);
    JsonNode node;
    try {
      node = ValueCodec.toJson(type, value);
    } catch (ClassCastException | IllegalStateException | IllegalArgumentException e) {
      String kind = value == null ? "null" : value.getClass().getSimpleName();
      throw new ValueException("", "a %s is no %s".formatted(kind, TypeText.of(type)));
    }
    return fromJson(type, node);
  }

  private @Nullable Object checked(IrType type, @Nullable Object value) {
    check(type, value, "");
    return value;
  }

  private void check(IrType type, @Nullable Object value, String at) {
    if (value == null) {
      return;
    }
    switch (type) {
      case IrType.Text text -> text(text, (String) value, at);
      case IrType.Grammar grammar ->
          require(grammar, (String) value, "text of grammar " + grammar.name(), at);
      case IrType.Schema schema ->
          require(schema, value.toString(), "JSON of schema " + schema.name(), at);
      case IrType.OptionalOf(var inner) -> check(inner, value, at);
      case IrType.ListOf(var item, _, _) -> {
        List<?> items = (List<?>) value;
        for (int i = 0; i < items.size(); i++) {
          check(item, items.get(i), ValueException.below(at, Integer.toString(i)));
        }
      }
      case IrType.RecordType record -> fields(record, (RecordValue) value, at);
      case IrType.UnionType union -> {
        var record = (RecordValue) value;
        union.alternative(record.tag()).ifPresent(alternative -> fields(alternative, record, at));
      }
      case IrType.MapOf(var item) ->
          ((Map<?, ?>) value)
              .forEach((key, entry) ->
                  check(item, entry, ValueException.below(at, String.valueOf(key))));
      case IrType.None _,
          IrType.Int _,
          IrType.Decimal _,
          IrType.Bool _,
          IrType.Choice _,
          IrType.Enumeration _,
          IrType.Json _ -> {}
    }
  }

  private void fields(IrType.RecordType type, RecordValue value, String at) {
    for (IrType.Field field : type.fields()) {
      check(field.type(), value.fields().get(field.name()), ValueException.below(at, field.name()));
    }
  }

  private void text(IrType.Text type, String value, String at) {
    if (type.pattern().isPresent()) {
      require(type, value, "text that matches " + type.pattern().get(), at);
    } else if (type.format().isPresent()) {
      require(type, value, "text of format " + type.format().get(), at);
    }
  }

  private void require(IrType type, String text, String expected, String at) {
    Constraint constraint;
    try {
      constraint = compiled.computeIfAbsent(type, this::compile);
    } catch (ConstraintException e) {
      throw new ValueException(at, expected + " cannot be checked: " + e.getMessage());
    }
    if (!constraint.matches(text)) {
      String shown = text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN - 3) + "...";
      throw new ValueException(at, "expected " + expected + ", found \"" + shown + '"');
    }
  }

  private Constraint compile(IrType type) {
    return compiler.compile(
        switch (type) {
          case IrType.Text text when text.pattern().isPresent() ->
              new ConstraintSource.Regex(text.pattern().get(), RegexDialect.RE2_FULL);
          case IrType.Text text when text.format().isPresent() ->
              new ConstraintSource.Format(text.format().get());
          case IrType.Grammar grammar -> new ConstraintSource.Ebnf(grammar.text());
          case IrType.Schema schema ->
              new ConstraintSource.JsonSchema(JsonText.read(schema.text()), JsonOptions.ANY);
          case IrType other ->
              throw new IllegalStateException("no constraint is read for " + other);
        });
  }
}
