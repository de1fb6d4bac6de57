package io.espalier.runtime.model.gguf;

import java.util.List;

/// A metadata value of a GGUF file.
public sealed interface GgufValue {

  /// Any of the integer types; an unsigned 64-bit value beyond `Long.MAX_VALUE` is refused.
  record Whole(long value) implements GgufValue {}

  /// A `float32` or `float64`.
  record Real(double value) implements GgufValue {}

  /// A boolean.
  record Flag(boolean value) implements GgufValue {}

  /// A string.
  record Text(String value) implements GgufValue {}

  /// An array of strings.
  record Texts(List<String> values) implements GgufValue {
    /// Copies the list.
    public Texts {
      values = List.copyOf(values);
    }
  }

  /// An array of integers or booleans. The array is not copied: treat it as read-only.
  @SuppressWarnings("ArrayRecordComponent")
  record Wholes(long[] values) implements GgufValue {}

  /// An array of floating-point numbers. The array is not copied: treat it as read-only.
  @SuppressWarnings("ArrayRecordComponent")
  record Reals(float[] values) implements GgufValue {}

  /// An array of arrays.
  record Nested(List<GgufValue> values) implements GgufValue {
    /// Copies the list.
    public Nested {
      values = List.copyOf(values);
    }
  }

  /// Returns what it is, for messages.
  default String kind() {
    return switch (this) {
      case Whole _ -> "an integer";
      case Real _ -> "a number";
      case Flag _ -> "a boolean";
      case Text _ -> "a string";
      case Texts t -> "an array of " + t.values().size() + " strings";
      case Wholes w -> "an array of " + w.values().length + " integers";
      case Reals r -> "an array of " + r.values().length + " numbers";
      case Nested n -> "an array of " + n.values().size() + " arrays";
    };
  }
}
