package io.espalier.compiler.analysis;

import io.espalier.compiler.ir.Expr;
import io.espalier.compiler.types.Bounds;
import io.espalier.compiler.types.IrType;
import java.util.ArrayList;
import java.util.List;

/// The types of what the language itself provides.
final class BuiltInTypes {
  private static final int TEXT_PARTS = 4096;

  private BuiltInTypes() {}

  /// What `stats()` gives.
  static final IrType.RecordType STATS = stats();

  /// What `scores` of a selection are.
  static final IrType.RecordType SCORE =
      record(
          "Score",
          List.of("choice", "logprob", "tokens", "score", "probability"),
          List.of(
              IrType.Text.free(),
              IrType.Decimal.any(),
              IrType.Int.any(),
              IrType.Decimal.any(),
              IrType.Decimal.any()));

  private static IrType.RecordType stats() {
    List<String> names = new ArrayList<>();
    List<IrType> types = new ArrayList<>();
    for (Expr.Counter counter : Expr.Counter.values()) {
      names.add(counter.label());
      types.add(IrType.Int.any());
    }
    return record("Stats", names, types);
  }

  private static IrType.RecordType record(String name, List<String> names, List<IrType> types) {
    List<IrType.Field> fields = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      fields.add(new IrType.Field(names.get(i), types.get(i), ""));
    }
    return new IrType.RecordType(name, "", fields);
  }

  /// The result of a method of a value of `receiver`.
  ///
  /// @param argument the type of the first argument, or of what its function gives
  static IrType result(BuiltInMethod method, IrType receiver, IrType argument) {
    IrType.ListOf list =
        receiver instanceof IrType.ListOf found ? found : IrType.ListOf.of(TypeRelations.UNKNOWN);
    IrType value = receiver instanceof IrType.MapOf(var found) ? found : TypeRelations.UNKNOWN;
    return switch (method.gives()) {
      case TEXT -> IrType.Text.free();
      case INT -> IrType.Int.any();
      case FLOAT -> IrType.Decimal.any();
      case BOOL -> new IrType.Bool();
      case MAYBE_TEXT -> new IrType.OptionalOf(IrType.Text.free());
      case MAYBE_INT -> new IrType.OptionalOf(IrType.Int.any());
      case MAYBE_FLOAT -> new IrType.OptionalOf(IrType.Decimal.any());
      case MAYBE_BOOL -> new IrType.OptionalOf(new IrType.Bool());
      case TEXTS -> new IrType.ListOf(IrType.Text.free(), 0, TEXT_PARTS);
      case JSON_LIST -> new IrType.ListOf(new IrType.Json(), 0, TEXT_PARTS);
      case SAME -> receiver;
      case PART -> new IrType.ListOf(list.item(), 0, list.max());
      case ITEM -> sumOrItem(method, list.item());
      case MAYBE_ITEM -> TypeRelations.optional(list.item());
      case MAPPED -> new IrType.ListOf(argument, list.min(), list.max());
      case FLATTENED -> flattened(list);
      case PAIRS ->
          argument instanceof IrType.ListOf(var other, int min, int max)
              ? new IrType.ListOf(
                  record("Pair", List.of("first", "second"), List.of(list.item(), other)),
                  Math.min(min, list.min()),
                  Math.min(max, list.max()))
              : TypeRelations.UNKNOWN;
      case INDEXED ->
          new IrType.ListOf(
              record("Indexed", List.of("index", "value"), List.of(IrType.Int.any(), list.item())),
              list.min(),
              list.max());
      case VALUES -> new IrType.ListOf(value, 0, Bounds.MAP_ENTRIES);
      case MAYBE_VALUE -> TypeRelations.optional(value);
    };
  }

  private static IrType sumOrItem(BuiltInMethod method, IrType item) {
    if (!method.name().equals("sum")) {
      return item;
    }
    return item instanceof IrType.Int ? IrType.Int.any() : IrType.Decimal.any();
  }

  private static IrType flattened(IrType.ListOf list) {
    return list.item() instanceof IrType.ListOf(var inner, int min, int max)
        ? new IrType.ListOf(
            inner,
            (int) Math.min((long) min * list.min(), Integer.MAX_VALUE),
            (int) Math.min((long) max * list.max(), Integer.MAX_VALUE))
        : TypeRelations.UNKNOWN;
  }
}
