package io.espalier.compiler.types;

import java.util.ArrayList;
import java.util.List;

/// Types as programs write them, for messages and printed programs.
public final class TypeText {
  private static final int SHOWN_CHOICES = 8;

  private TypeText() {}

  /// The text of a type; named types by their names.
  public static String of(IrType type) {
    return switch (type) {
      case IrType.None _ -> "null";
      case IrType.Text text -> text(text);
      case IrType.Int(long low, long high) ->
          low == -Bounds.INT_MAGNITUDE && high == Bounds.INT_MAGNITUDE
              ? "int"
              : "int(" + low + ".." + high + ")";
      case IrType.Decimal(double low, double high) ->
          low == -Bounds.FLOAT_MAGNITUDE && high == Bounds.FLOAT_MAGNITUDE
              ? "float"
              : "float(" + decimal(low) + ".." + decimal(high) + ")";
      case IrType.Bool _ -> "bool";
      case IrType.Choice(var values) -> choice(values);
      case IrType.Enumeration(var name, _, _) -> name;
      case IrType.OptionalOf(var inner) -> item(inner) + "?";
      case IrType.ListOf(var item, int min, int max) ->
          item(item) + (min == 0 && max == Bounds.LIST_ITEMS ? "[]" : "[" + min + ".." + max + "]");
      case IrType.RecordType record -> record.name();
      case IrType.UnionType union ->
          union.name().isEmpty()
              ? String.join(
                  " | ", union.alternatives().stream().map(IrType.RecordType::name).toList())
              : union.name();
      case IrType.MapOf(var value) -> "map<" + of(value) + ">";
      case IrType.Json _ -> "json";
      case IrType.Schema(var name, _) -> name.isEmpty() ? "schema" : name;
      case IrType.Grammar(var name, _) -> "grammar(" + quoted(name) + ")";
    };
  }

  private static String text(IrType.Text text) {
    List<String> arguments = new ArrayList<>();
    text.pattern().ifPresent(pattern -> arguments.add("r\"" + pattern + "\""));
    text.format().ifPresent(format -> arguments.add("format: " + format));
    if (text.min() > 0) {
      arguments.add("min: " + text.min());
    }
    text.max().ifPresent(max -> arguments.add("max: " + max));
    return arguments.isEmpty() ? "string" : "string(" + String.join(", ", arguments) + ")";
  }

  private static String choice(List<String> values) {
    List<String> shown = new ArrayList<>();
    for (String value : values.subList(0, Math.min(values.size(), SHOWN_CHOICES))) {
      shown.add(quoted(value.length() <= 40 ? value : value.substring(0, 37) + "..."));
    }
    if (values.size() > SHOWN_CHOICES) {
      shown.add("… (" + values.size() + " in all)");
    }
    return String.join(" | ", shown);
  }

  private static String decimal(double number) {
    String text = ValueText.number(number);
    return text.contains(".") ? text : text + ".0";
  }

  private static String item(IrType type) {
    boolean alternatives =
        (type instanceof IrType.Choice(var values) && values.size() > 1)
            || (type instanceof IrType.UnionType union && union.name().isEmpty());
    return alternatives ? "(" + of(type) + ")" : of(type);
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }
}
