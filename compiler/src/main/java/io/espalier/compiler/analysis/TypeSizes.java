package io.espalier.compiler.analysis;

import io.espalier.compiler.types.IrType;
import java.util.IdentityHashMap;

/// Counts the nodes of types, every repetition of a shared part included, in time linear in the
/// distinct parts: types are trees on paper but share their parts in memory.
final class TypeSizes {
  private final IdentityHashMap<IrType, Long> known = new IdentityHashMap<>();

  long nodes(IrType type) {
    Long counted = known.get(type);
    if (counted != null) {
      return counted;
    }
    long nodes = 1;
    switch (type) {
      case IrType.OptionalOf(var inner) -> nodes += nodes(inner);
      case IrType.ListOf(var item, _, _) -> nodes += nodes(item);
      case IrType.MapOf(var value) -> nodes += nodes(value);
      case IrType.RecordType record -> {
        for (IrType.Field field : record.fields()) {
          nodes += nodes(field.type());
        }
      }
      case IrType.UnionType union -> {
        for (IrType.RecordType alternative : union.alternatives()) {
          nodes += nodes(alternative);
        }
      }
      case IrType.None _,
          IrType.Text _,
          IrType.Int _,
          IrType.Decimal _,
          IrType.Bool _,
          IrType.Choice _,
          IrType.Enumeration _,
          IrType.Json _,
          IrType.Schema _,
          IrType.Grammar _ -> {}
    }
    known.put(type, nodes);
    return nodes;
  }
}
