package io.espalier.compiler.types;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Types and values of them from a seed.
public final class RandomTypes {
  private RandomTypes() {}

  /// A type of at most about `size` nodes.
  public static IrType type(SplittableRandom random, int size) {
    int kind = random.nextInt(size <= 1 ? 6 : 11);
    return switch (kind) {
      case 0 -> text(random);
      case 1 -> {
        long low = random.nextLong(-100, 100);
        yield new IrType.Int(low, low + random.nextInt(50));
      }
      case 2 -> new IrType.Decimal(random.nextInt(-9, 0), random.nextInt(1, 9) + 0.5);
      case 3 -> new IrType.Bool();
      case 4 -> new IrType.Choice(List.of("a", "b " + random.nextInt(9)));
      case 5 -> new IrType.Enumeration("E" + random.nextInt(1000), "", List.of("X", "Y", "Z"));
      case 6 -> {
        IrType inner = type(random, size - 1);
        yield inner instanceof IrType.OptionalOf ? inner : new IrType.OptionalOf(inner);
      }
      case 7 -> {
        int min = random.nextInt(3);
        yield new IrType.ListOf(type(random, size / 2), min, min + random.nextInt(3));
      }
      case 8 -> new IrType.MapOf(type(random, size / 2));
      case 9 -> {
        IrType.RecordType first = record(random, "A" + random.nextInt(1000), size / 2);
        IrType.RecordType second = record(random, "B" + random.nextInt(1000), size / 2);
        yield new IrType.UnionType("", "", List.of(first, second));
      }
      default -> record(random, "R" + random.nextInt(1000), size);
    };
  }

  private static IrType text(SplittableRandom random) {
    int min = random.nextInt(3);
    return random.nextBoolean()
        ? IrType.Text.free()
        : new IrType.Text(
            min, Optional.of(min + random.nextInt(9)), Optional.empty(), Optional.empty());
  }

  private static IrType.RecordType record(SplittableRandom random, String name, int size) {
    List<IrType.Field> fields = new ArrayList<>();
    int count = random.nextInt(1, 4);
    for (int i = 0; i < count; i++) {
      fields.add(
          new IrType.Field("f" + i, type(random, size / count), random.nextBoolean() ? "" : "d"));
    }
    return new IrType.RecordType(name, "", fields);
  }

  /// A value of `type`.
  public static @Nullable Object value(SplittableRandom random, IrType type) {
    return switch (type) {
      case IrType.None _ -> null;
      case IrType.Text text -> "é\"\n".repeat(9).substring(0, text.max().orElse(text.min() + 3));
      case IrType.Int(long low, long high) -> random.nextLong(low, high + 1);
      case IrType.Decimal(double low, double high) ->
          Math.rint(random.nextDouble(low, high) * 1000) / 1000;
      case IrType.Bool _ -> random.nextBoolean();
      case IrType.Choice(var values) -> values.get(random.nextInt(values.size()));
      case IrType.Enumeration(_, _, var values) -> values.get(random.nextInt(values.size()));
      case IrType.OptionalOf(var inner) -> random.nextBoolean() ? null : value(random, inner);
      case IrType.ListOf(var item, int min, int max) -> {
        List<@Nullable Object> items = new ArrayList<>();
        for (int i = random.nextInt(min, max + 1); i > 0; i--) {
          items.add(value(random, item));
        }
        yield Collections.unmodifiableList(items);
      }
      case IrType.RecordType record -> recordValue(random, record);
      case IrType.UnionType union ->
          recordValue(
              random, union.alternatives().get(random.nextInt(union.alternatives().size())));
      case IrType.MapOf(var inner) -> {
        Map<String, @Nullable Object> entries = new LinkedHashMap<>();
        entries.put("k" + random.nextInt(9), value(random, inner));
        yield Collections.unmodifiableMap(entries);
      }
      case IrType.Json _, IrType.Schema _ -> JsonText.read("[1]");
      case IrType.Grammar _ -> "text";
    };
  }

  private static RecordValue recordValue(SplittableRandom random, IrType.RecordType type) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    for (IrType.Field field : type.fields()) {
      fields.put(field.name(), value(random, field.type()));
    }
    return new RecordValue(type.name(), fields);
  }
}
