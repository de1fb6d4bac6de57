package io.espalier.compiler.analysis;

import io.espalier.compiler.types.IrType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// How types relate. Bounds and patterns do not take part: they constrain what is generated and
/// what comes in from outside, while a program may put any text into a `string(max: 40)`.
final class TypeRelations {
  /// The type of something that is wrong already: it fits everywhere, so that one mistake is told
  /// once.
  static final IrType UNKNOWN = new IrType.Schema("<unknown>", "true");

  private TypeRelations() {}

  /// Whether a value of `from` may stand where `to` is needed.
  static boolean fits(IrType from, IrType to) {
    if (from.equals(to) || from.equals(UNKNOWN) || to.equals(UNKNOWN)) {
      return true;
    }
    return switch (to) {
      case IrType.None _ -> false;
      case IrType.Text _ ->
          from instanceof IrType.Text
              || from instanceof IrType.Choice
              || from instanceof IrType.Enumeration
              || from instanceof IrType.Grammar;
      case IrType.Grammar _ -> false;
      case IrType.Int _ -> from instanceof IrType.Int;
      case IrType.Decimal _ -> from instanceof IrType.Decimal;
      case IrType.Bool _ -> from instanceof IrType.Bool;
      case IrType.Choice(var allowed) ->
          from instanceof IrType.Choice(var values) && allowed.containsAll(values);
      case IrType.Enumeration enumeration ->
          from instanceof IrType.Enumeration other && other.name().equals(enumeration.name());
      case IrType.OptionalOf(var inner) ->
          switch (from) {
            case IrType.None _ -> true;
            case IrType.OptionalOf(var other) -> fits(other, inner);
            case IrType other -> fits(other, inner);
          };
      case IrType.ListOf(var item, _, _) ->
          from instanceof IrType.ListOf(var other, _, _) && fits(other, item);
      case IrType.RecordType record ->
          from instanceof IrType.RecordType other && other.name().equals(record.name());
      case IrType.UnionType union -> alternatives(from, union);
      case IrType.MapOf(var value) -> from instanceof IrType.MapOf(var other) && fits(other, value);
      case IrType.Json _ -> from instanceof IrType.Schema;
      case IrType.Schema _ -> false;
    };
  }

  private static boolean alternatives(IrType from, IrType.UnionType to) {
    List<IrType.RecordType> needed =
        switch (from) {
          case IrType.RecordType record -> List.of(record);
          case IrType.UnionType union -> union.alternatives();
          default -> List.of();
        };
    Set<String> names = new LinkedHashSet<>();
    to.alternatives().forEach(alternative -> names.add(alternative.name()));
    return !needed.isEmpty() && needed.stream().allMatch(record -> names.contains(record.name()));
  }

  /// The type of values of either type, if there is one.
  static Optional<IrType> join(IrType left, IrType right) {
    if (left.equals(right) || right.equals(UNKNOWN)) {
      return Optional.of(left);
    }
    if (left.equals(UNKNOWN)) {
      return Optional.of(right);
    }
    if (left instanceof IrType.None || right instanceof IrType.None) {
      return Optional.of(optional(left instanceof IrType.None ? right : left));
    }
    if (left instanceof IrType.OptionalOf || right instanceof IrType.OptionalOf) {
      return join(present(left), present(right)).map(TypeRelations::optional);
    }
    return joinPresent(left, right);
  }

  private static Optional<IrType> joinPresent(IrType left, IrType right) {
    if (left instanceof IrType.Choice(var a) && right instanceof IrType.Choice(var b)) {
      Set<String> values = new LinkedHashSet<>(a);
      values.addAll(b);
      return Optional.of(new IrType.Choice(List.copyOf(values)));
    }
    if (left instanceof IrType.Int(long a, long b) && right instanceof IrType.Int(long c, long d)) {
      return Optional.of(new IrType.Int(Math.min(a, c), Math.max(b, d)));
    }
    if (isNumber(left) && isNumber(right)) {
      return Optional.of(IrType.Decimal.any());
    }
    IrType free = IrType.Text.free();
    if (fits(left, free) && fits(right, free)) {
      return Optional.of(free);
    }
    if (left instanceof IrType.ListOf(var a, int min, int max)
        && right instanceof IrType.ListOf(var b, int otherMin, int otherMax)) {
      return join(a, b)
          .map(item -> new IrType.ListOf(item, Math.min(min, otherMin), Math.max(max, otherMax)));
    }
    if (fits(left, right)) {
      return Optional.of(right);
    }
    if (fits(right, left)) {
      return Optional.of(left);
    }
    return union(left, right);
  }

  private static Optional<IrType> union(IrType left, IrType right) {
    List<IrType.RecordType> records = new ArrayList<>();
    for (IrType side : List.of(left, right)) {
      switch (side) {
        case IrType.RecordType record -> records.add(record);
        case IrType.UnionType union -> records.addAll(union.alternatives());
        default -> {
          return Optional.empty();
        }
      }
    }
    Set<String> tags = new LinkedHashSet<>();
    Set<IrType.RecordType> distinct = new LinkedHashSet<>(records);
    distinct.forEach(record -> tags.add(record.tag()));
    return tags.size() == distinct.size()
        ? Optional.of(new IrType.UnionType("", "", List.copyOf(distinct)))
        : Optional.empty();
  }

  /// Whether some value of one type may equal some value of the other.
  static boolean comparable(IrType left, IrType right) {
    IrType a = present(left);
    IrType b = present(right);
    boolean mayBothBeAbsent = mayBeAbsent(left) && mayBeAbsent(right);
    if (mayBothBeAbsent || a.equals(UNKNOWN) || b.equals(UNKNOWN)) {
      return true;
    }
    if (a instanceof IrType.None || b instanceof IrType.None) {
      return false;
    }
    if (a instanceof IrType.Choice(var values) && b instanceof IrType.Choice(var others)) {
      return values.stream().anyMatch(others::contains);
    }
    if (a instanceof IrType.Enumeration(_, _, var values)
        && b instanceof IrType.Choice(var others)) {
      return values.stream().anyMatch(others::contains);
    }
    if (b instanceof IrType.Enumeration && a instanceof IrType.Choice) {
      return comparable(b, a);
    }
    if (a instanceof IrType.Enumeration && b instanceof IrType.Enumeration) {
      return fits(a, b);
    }
    if (a instanceof IrType.UnionType union && !(b instanceof IrType.UnionType)) {
      return fits(b, union);
    }
    return join(a, b).filter(type -> !(type instanceof IrType.UnionType) || fits(a, b)).isPresent()
        || fits(b, a);
  }

  static boolean mayBeAbsent(IrType type) {
    return type instanceof IrType.OptionalOf || type instanceof IrType.None;
  }

  static boolean isNumber(IrType type) {
    return type instanceof IrType.Int || type instanceof IrType.Decimal;
  }

  /// Whether a type is text of which at most the length is bounded.
  static boolean isFreeText(IrType type) {
    return present(type) instanceof IrType.Text text
        && text.pattern().isEmpty()
        && text.format().isEmpty();
  }

  /// Whether values of the type have an order: numbers and texts, but not enums, whose names' order
  /// is not their own.
  static boolean ordered(IrType type) {
    return isNumber(type)
        || type instanceof IrType.Text
        || type instanceof IrType.Choice
        || type.equals(UNKNOWN);
  }

  /// The type without absence.
  static IrType present(IrType type) {
    return type instanceof IrType.OptionalOf(var inner) ? inner : type;
  }

  /// The type with absence.
  static IrType optional(IrType type) {
    return mayBeAbsent(type) || type.equals(UNKNOWN) ? type : new IrType.OptionalOf(type);
  }
}
