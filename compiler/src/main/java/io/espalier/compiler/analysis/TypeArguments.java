package io.espalier.compiler.analysis;

import io.espalier.compiler.types.Bounds;
import io.espalier.compiler.types.IrType;
import io.espalier.compiler.types.ValueText;
import io.espalier.dsl.ast.Expression;
import io.espalier.dsl.ast.TypeArgument;
import io.espalier.dsl.ast.TypeNode;
import io.espalier.dsl.diagnostic.Span;
import java.util.List;
import java.util.Optional;

/// Reads the arguments of the built-in types.
final class TypeArguments {
  /// The formats of text that a constraint exists for.
  static final List<String> FORMATS =
      List.of(
          "date",
          "time",
          "date-time",
          "duration",
          "email",
          "hostname",
          "ipv4",
          "ipv6",
          "uri",
          "uuid");

  private final Module module;

  TypeArguments(Module module) {
    this.module = module;
  }

  IrType resolve(TypeNode.Named node) {
    return switch (node.name().text()) {
      case "string" -> string(node);
      case "int" -> number(node, true);
      case "float" -> number(node, false);
      case "bool" -> plain(node, new IrType.Bool());
      default -> plain(node, new IrType.Json());
    };
  }

  private IrType plain(TypeNode.Named node, IrType type) {
    for (TypeArgument argument : node.arguments()) {
      surplus(node, argument, "no arguments");
    }
    return type;
  }

  private void surplus(TypeNode.Named node, TypeArgument argument, String allowed) {
    module.error(
        CheckCode.TYPE_ARGUMENT,
        argument.span(),
        "'" + node.name().text() + "' does not take this",
        allowed,
        "");
  }

  private IrType number(TypeNode.Named node, boolean whole) {
    IrType type = whole ? IrType.Int.any() : IrType.Decimal.any();
    for (TypeArgument argument : node.arguments()) {
      if (argument instanceof TypeArgument.RangeArgument range && node.arguments().size() == 1) {
        type = whole ? wholeRange(node, range) : decimalRange(range);
      } else {
        surplus(
            node,
            argument,
            whole ? "a range, such as int(1..5)" : "a range, such as float(0.0..1.0)");
      }
    }
    return type;
  }

  private IrType wholeRange(TypeNode.Named node, TypeArgument.RangeArgument range) {
    if (!(range.low() instanceof Expression.IntLiteral(_, long low))
        || !(range.high() instanceof Expression.IntLiteral(_, long high))) {
      surplus(node, range, "whole numbers as ends, such as int(1..5)");
      return TypeRelations.UNKNOWN;
    }
    if (low > high) {
      return impossible(range.span(), "int", Long.toString(low), Long.toString(high));
    }
    return new IrType.Int(low, high);
  }

  private IrType decimalRange(TypeArgument.RangeArgument range) {
    double low = end(range.low());
    double high = end(range.high());
    if (low > high) {
      return impossible(range.span(), "float", ValueText.of(low), ValueText.of(high));
    }
    if (Math.max(Math.abs(low), Math.abs(high)) > Bounds.FLOAT_MAGNITUDE) {
      module.error(
          CheckCode.TYPE_ARGUMENT,
          range.span(),
          "a float is at most " + ValueText.of(Bounds.FLOAT_MAGNITUDE) + " in magnitude");
      return TypeRelations.UNKNOWN;
    }
    return new IrType.Decimal(low, high);
  }

  private static double end(Expression literal) {
    return switch (literal) {
      case Expression.IntLiteral(_, long value) -> value;
      case Expression.FloatLiteral(_, double value) -> value;
      default -> throw new IllegalStateException("the end of a range is a number");
    };
  }

  private IrType impossible(Span span, String type, String low, String high) {
    module.error(
        CheckCode.IMPOSSIBLE_TYPE,
        span,
        "no number is from %s to %s".formatted(low, high),
        "write %s(%s..%s)".formatted(type, high, low));
    return TypeRelations.UNKNOWN;
  }

  private IrType string(TypeNode.Named node) {
    int min = 0;
    Optional<Integer> max = Optional.empty();
    Optional<String> pattern = Optional.empty();
    Optional<String> format = Optional.empty();
    for (TypeArgument argument : node.arguments()) {
      switch (argument) {
        case TypeArgument.PatternArgument(_, var quoted) -> pattern = Optional.of(quoted.text());
        case TypeArgument.NamedArgument(_, var name, var value)
            when name.text().equals("max") && isCount(value) ->
            max = Optional.of(count(value));
        case TypeArgument.NamedArgument(_, var name, var value)
            when name.text().equals("min") && isCount(value) ->
            min = count(value);
        case TypeArgument.NamedArgument(_, var name, var value)
            when name.text().equals("format") && word(value).isPresent() ->
            format = format(value);
        case TypeArgument.NamedArgument _, TypeArgument.RangeArgument _ ->
            surplus(node, argument, "max: 40, min: 1, format: date, or a regex r\"…\"");
      }
    }
    if (max.isPresent() && (max.get() == 0 || max.get() < min)) {
      module.error(
          CheckCode.IMPOSSIBLE_TYPE,
          node.span(),
          max.get() == 0
              ? "the only text of at most 0 characters is no text"
              : "no text has at least %d and at most %d characters".formatted(min, max.get()),
          max.get() == 0 ? "leave the field out, or make it optional" : "swap min and max");
      return TypeRelations.UNKNOWN;
    }
    if (pattern.isPresent() && node.arguments().size() > 1) {
      module.error(
          CheckCode.TYPE_ARGUMENT,
          node.span(),
          "a regex stands beside other arguments",
          "say it all in the regex: r\"[a-z]{1,40}\"");
      return TypeRelations.UNKNOWN;
    }
    var type = new IrType.Text(min, max, pattern, format);
    return ConstraintChecks.check(module, type, node.span()) ? type : TypeRelations.UNKNOWN;
  }

  private static boolean isCount(Expression value) {
    return value instanceof Expression.IntLiteral(_, long count)
        && count >= 0
        && count <= Integer.MAX_VALUE;
  }

  private static int count(Expression value) {
    return value instanceof Expression.IntLiteral(_, long count) ? (int) count : 0;
  }

  private static Optional<String> word(Expression value) {
    return switch (value) {
      case Expression.Reference(_, var name) -> Optional.of(name.text());
      case Expression.StringLiteral(_, var template) when template.isConstant() ->
          Optional.of(template.constantText());
      default -> Optional.empty();
    };
  }

  private Optional<String> format(Expression value) {
    String name = word(value).orElseThrow().replace('_', '-');
    if (!FORMATS.contains(name)) {
      module.error(
          CheckCode.UNKNOWN_FORMAT,
          value.span(),
          "there is no format '" + name + "'",
          "one of " + String.join(", ", FORMATS),
          TypeResolver.hint(name, FORMATS));
      return Optional.empty();
    }
    return Optional.of(name);
  }
}
