package io.espalier.dsl.syntax;

import io.espalier.dsl.ast.TypeArgument;
import io.espalier.dsl.ast.TypeNode;
import java.util.List;

/// Types back to text.
final class TypeWriter {
  private final FormatWriter format;

  TypeWriter(FormatWriter format) {
    this.format = format;
  }

  Layout of(TypeNode type) {
    return switch (type) {
      case TypeNode.Named named -> named(named);
      case TypeNode.LiteralType literal -> Layout.text(StringWriter.constant(literal.value()));
      case TypeNode.UnionType union -> alternatives(union.alternatives());
      case TypeNode.OptionalType optional ->
          Layout.concat(
              operand(optional.inner(), optional.inner() instanceof TypeNode.OptionalType),
              Layout.text("?"));
      case TypeNode.ArrayType array ->
          Layout.concat(operand(array.element(), false), Layout.text(bounds(array)));
      case TypeNode.MapType map ->
          Layout.concat(Layout.text("map<"), of(map.value()), Layout.text(">"));
      case TypeNode.SchemaType schema ->
          Layout.concat(Layout.text("schema "), format.strings().text(schema.text()));
      case TypeNode.GrammarType grammar ->
          Layout.text("grammar(" + StringWriter.constant(grammar.path()) + ")");
    };
  }

  /// `A | B`, broken before the bars.
  Layout alternatives(List<TypeNode> alternatives) {
    List<Layout> items = alternatives.stream().map(type -> operand(type, false)).toList();
    Layout separator = Layout.concat(new Layout.Line(" "), Layout.text("| "));
    return new Layout.Group(new Layout.Indent(Layout.join(items, separator)));
  }

  private Layout operand(TypeNode type, boolean parentheses) {
    return parentheses || type instanceof TypeNode.UnionType
        ? Layout.concat(Layout.text("("), of(type), Layout.text(")"))
        : of(type);
  }

  private static String bounds(TypeNode.ArrayType array) {
    TypeNode.Bounds bounds = array.bounds();
    return bounds == null ? "[]" : "[" + bounds.least() + ".." + bounds.most() + "]";
  }

  private Layout named(TypeNode.Named named) {
    Layout name = Layout.text(ExpressionOutline.qualified(named.module(), named.name()));
    if (named.arguments().isEmpty()) {
      return name;
    }
    List<Layout> arguments = named.arguments().stream().map(this::argument).toList();
    return Layout.concat(
        name, Layout.text("("), Layout.join(arguments, Layout.text(", ")), Layout.text(")"));
  }

  private Layout argument(TypeArgument argument) {
    return switch (argument) {
      case TypeArgument.NamedArgument named ->
          Layout.concat(
              Layout.text(named.name().text() + ": "), format.expressions().of(named.value()));
      case TypeArgument.RangeArgument range ->
          Layout.concat(
              format.expressions().of(range.low()),
              Layout.text(".."),
              format.expressions().of(range.high()));
      case TypeArgument.PatternArgument pattern ->
          Layout.text(StringWriter.pattern(pattern.pattern()));
    };
  }
}
