package io.espalier.compiler.types;

import java.util.List;
import java.util.Optional;

/// A type of the language: at once the constraint on generated text and the shape of a value.
///
/// Types are finite trees: a record never contains itself, so every type has a bounded text. Two
/// types are the same type when they are equal.
public sealed interface IrType {

  /// A value that is never there: the result of a prompt that returns nothing.
  record None() implements IrType {}

  /// Text of `min` to `max` characters (Unicode code points). An absent `max` means free text up to
  /// a stop at the top level and [Bounds#STRING_CHARS] inside JSON. `pattern` is a regex that the
  /// whole text matches; `format` the name of a JSON Schema format, such as `date`.
  record Text(int min, Optional<Integer> max, Optional<String> pattern, Optional<String> format)
      implements IrType {
    /// Text without any limit of its own.
    public static Text free() {
      return new Text(0, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /// Text of at most `max` characters.
    public static Text upTo(int max) {
      return new Text(0, Optional.of(max), Optional.empty(), Optional.empty());
    }

    /// Whether nothing but a stop ends this text.
    public boolean isFree() {
      return min == 0 && max.isEmpty() && pattern.isEmpty() && format.isEmpty();
    }
  }

  /// A whole number from `low` to `high`, both included.
  record Int(long low, long high) implements IrType {
    /// Any whole number that JSON carries exactly.
    public static Int any() {
      return new Int(-Bounds.INT_MAGNITUDE, Bounds.INT_MAGNITUDE);
    }
  }

  /// A decimal number from `low` to `high`, both included.
  record Decimal(double low, double high) implements IrType {
    /// Any number within the default magnitude.
    public static Decimal any() {
      return new Decimal(-Bounds.FLOAT_MAGNITUDE, Bounds.FLOAT_MAGNITUDE);
    }
  }

  /// `true` or `false`.
  record Bool() implements IrType {}

  /// One of some fixed texts, in the order written.
  record Choice(List<String> values) implements IrType {
    public Choice {
      values = List.copyOf(values);
      if (values.isEmpty()) {
        throw new IllegalArgumentException("a choice needs at least one text");
      }
    }
  }

  /// A named choice.
  record Enumeration(String name, String description, List<String> values) implements IrType {
    public Enumeration {
      values = List.copyOf(values);
      if (values.isEmpty()) {
        throw new IllegalArgumentException("enum " + name + " needs at least one value");
      }
    }
  }

  /// A value of `type`, or nothing.
  record OptionalOf(IrType type) implements IrType {
    public OptionalOf {
      if (type instanceof OptionalOf || type instanceof None) {
        throw new IllegalArgumentException("an optional of an optional is no type");
      }
    }
  }

  /// A list of `min` to `max` items.
  record ListOf(IrType item, int min, int max) implements IrType {
    /// A list within the default bound.
    public static ListOf of(IrType item) {
      return new ListOf(item, 0, Bounds.LIST_ITEMS);
    }
  }

  /// Named fields in order of declaration, which is the order of generation. A tool in a union of
  /// alternatives is a record too: the tool's name and its parameters.
  record RecordType(String name, String description, List<Field> fields) implements IrType {
    public RecordType {
      fields = List.copyOf(fields);
    }

    /// The field called `name`, if there is one.
    public Optional<Field> field(String name) {
      for (Field field : fields) {
        if (field.name().equals(name)) {
          return Optional.of(field);
        }
      }
      return Optional.empty();
    }

    /// The name without its file: what a union's `type` field says.
    public String tag() {
      return name.substring(name.lastIndexOf('.') + 1);
    }
  }

  /// One field of a record.
  record Field(String name, IrType type, String description) {}

  /// One of several records, told apart by the first field `"type"`, which holds the alternative's
  /// [RecordType#tag]. An empty name means a union written in place.
  record UnionType(String name, String description, List<RecordType> alternatives)
      implements IrType {
    public UnionType {
      alternatives = List.copyOf(alternatives);
      if (alternatives.isEmpty()) {
        throw new IllegalArgumentException("a union needs at least one alternative");
      }
    }

    /// The alternative with this tag, if there is one.
    public Optional<RecordType> alternative(String tag) {
      for (RecordType alternative : alternatives) {
        if (alternative.tag().equals(tag)) {
          return Optional.of(alternative);
        }
      }
      return Optional.empty();
    }
  }

  /// An object with free keys.
  record MapOf(IrType value) implements IrType {}

  /// Any JSON value within the default depth and sizes.
  record Json() implements IrType {}

  /// JSON that a schema describes; `text` is the schema itself, as JSON.
  record Schema(String name, String text) implements IrType {}

  /// Text of a grammar; `text` is the grammar itself, `name` the file it came from.
  record Grammar(String name, String text) implements IrType {}
}
