package io.espalier.compiler.types;

import java.nio.charset.StandardCharsets;

/// How long the text of a value can be. Every token has at least one byte, so the bytes bound the
/// tokens.
public final class TextBounds {
  /// The bound of what has none, such as JSON of a schema that is only known as text.
  public static final long UNBOUNDED = Long.MAX_VALUE / 4;

  private static final int UTF8_BYTES = 4;

  // A character outside the basic plane is escaped as two \\uXXXX.
  private static final int JSON_BYTES = 12;

  private TextBounds() {}

  /// The tokens that a generation of `type` may take if it names no `max`: enough for any value
  /// where that is not many, else a default.
  public static int defaultTokens(IrType type) {
    IrType present = type instanceof IrType.OptionalOf(var inner) ? inner : type;
    if (present instanceof IrType.Text text && text.isFree()) {
      return Bounds.TEXT_TOKENS;
    }
    // One more than the text: an end token may have to say that a shorter value is whole.
    return Math.clamp(bareBytes(type) + 1, 1, Bounds.STRUCTURE_TOKENS);
  }

  /// Most bytes of a value's bare text.
  public static long bareBytes(IrType type) {
    return switch (type) {
      case IrType.Text text ->
          text.max().isPresent() ? (long) text.max().get() * UTF8_BYTES : UNBOUNDED;
      case IrType.Choice(var values) -> longest(values);
      case IrType.Enumeration(_, _, var values) -> longest(values);
      case IrType.OptionalOf(var inner) -> Math.max(4, bareBytes(inner));
      case IrType.Grammar _ -> UNBOUNDED;
      case IrType.None _,
          IrType.Int _,
          IrType.Decimal _,
          IrType.Bool _,
          IrType.ListOf _,
          IrType.RecordType _,
          IrType.UnionType _,
          IrType.MapOf _,
          IrType.Json _,
          IrType.Schema _ ->
          jsonBytes(type);
    };
  }

  private static long longest(Iterable<String> values) {
    long most = 0;
    for (String value : values) {
      most = Math.max(most, value.getBytes(StandardCharsets.UTF_8).length);
    }
    return most;
  }

  /// Most bytes of a value inside compact JSON.
  public static long jsonBytes(IrType type) {
    return switch (type) {
      case IrType.None _ -> 4;
      case IrType.Bool _ -> 5;
      case IrType.Int(long low, long high) ->
          Math.max(Long.toString(low).length(), Long.toString(high).length());
      case IrType.Decimal _ -> Bounds.FLOAT_CHARS;
      case IrType.Text text -> {
        boolean named = text.pattern().isPresent() || text.format().isPresent();
        long chars = text.max().map(Integer::longValue).orElse((long) Bounds.STRING_CHARS);
        yield named && text.max().isEmpty() ? UNBOUNDED : 2 + chars * JSON_BYTES;
      }
      case IrType.Choice(var values) -> 2 + longest(values) * 6;
      case IrType.Enumeration(_, _, var values) -> 2 + longest(values) * 6;
      case IrType.OptionalOf(var inner) -> Math.max(4, jsonBytes(inner));
      case IrType.ListOf(var item, _, int max) -> sum(2, times(max, sum(1, jsonBytes(item))));
      case IrType.RecordType record -> recordBytes(record, 2);
      case IrType.UnionType union -> {
        long most = 0;
        for (IrType.RecordType alternative : union.alternatives()) {
          long tag = 12 + alternative.tag().length() * 6L;
          most = Math.max(most, recordBytes(alternative, tag));
        }
        yield most;
      }
      case IrType.MapOf(var value) ->
          sum(
              2,
              times(
                  Bounds.MAP_ENTRIES,
                  sum(4 + Bounds.KEY_CHARS * (long) JSON_BYTES, jsonBytes(value))));
      case IrType.Json _, IrType.Schema _, IrType.Grammar _ -> UNBOUNDED;
    };
  }

  private static long recordBytes(IrType.RecordType record, long start) {
    long bytes = start;
    for (IrType.Field field : record.fields()) {
      bytes = sum(bytes, sum(4 + field.name().length() * 6L, jsonBytes(field.type())));
    }
    return bytes;
  }

  private static long sum(long a, long b) {
    return Math.min(UNBOUNDED, a + b);
  }

  private static long times(long a, long b) {
    return a == 0 || b < UNBOUNDED / a ? a * b : UNBOUNDED;
  }
}
