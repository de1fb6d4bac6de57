package io.espalier.runtime;

import io.espalier.compiler.types.IrType;
import java.util.List;

/// Whether values of one type can be read as another's: same kinds and names of fields, bounds left
/// aside, since the program's bounds are the ones that are enforced.
final class TypeShapes {
  private TypeShapes() {}

  static boolean sameShape(IrType left, IrType right) {
    return switch (left) {
      case IrType.None _ -> right instanceof IrType.None;
      case IrType.Text _ -> isText(right);
      case IrType.Choice _ -> isText(right);
      case IrType.Grammar _ -> isText(right);
      case IrType.Enumeration(_, _, var values) ->
          (right instanceof IrType.Enumeration(_, _, var others) && values.equals(others))
              || (right instanceof IrType.Choice(var choices) && values.equals(choices));
      case IrType.Int _ -> right instanceof IrType.Int;
      case IrType.Decimal _ -> right instanceof IrType.Decimal || right instanceof IrType.Int;
      case IrType.Bool _ -> right instanceof IrType.Bool;
      case IrType.OptionalOf(var inner) ->
          right instanceof IrType.OptionalOf(var other) && sameShape(inner, other);
      case IrType.ListOf(var item, _, _) ->
          right instanceof IrType.ListOf(var other, _, _) && sameShape(item, other);
      case IrType.RecordType record ->
          right instanceof IrType.RecordType other && sameFields(record, other);
      case IrType.UnionType(_, _, var alternatives) ->
          right instanceof IrType.UnionType(_, _, var others)
              && sameAlternatives(alternatives, others);
      case IrType.MapOf(var value) ->
          right instanceof IrType.MapOf(var other) && sameShape(value, other);
      case IrType.Json _ -> right instanceof IrType.Json || right instanceof IrType.Schema;
      case IrType.Schema _ -> right instanceof IrType.Schema || right instanceof IrType.Json;
    };
  }

  private static boolean isText(IrType type) {
    return type instanceof IrType.Text
        || type instanceof IrType.Choice
        || type instanceof IrType.Grammar
        || type instanceof IrType.Enumeration;
  }

  private static boolean sameFields(IrType.RecordType left, IrType.RecordType right) {
    if (left.fields().size() != right.fields().size()) {
      return false;
    }
    for (int i = 0; i < left.fields().size(); i++) {
      IrType.Field field = left.fields().get(i);
      IrType.Field other = right.fields().get(i);
      if (!field.name().equals(other.name()) || !sameShape(field.type(), other.type())) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameAlternatives(
      List<IrType.RecordType> left, List<IrType.RecordType> right) {
    if (left.size() != right.size()) {
      return false;
    }
    for (int i = 0; i < left.size(); i++) {
      if (!left.get(i).tag().equals(right.get(i).tag()) || !sameFields(left.get(i), right.get(i))) {
        return false;
      }
    }
    return true;
  }
}
