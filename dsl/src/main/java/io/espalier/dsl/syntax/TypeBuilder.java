package io.espalier.dsl.syntax;

import io.espalier.dsl.ast.Expression;
import io.espalier.dsl.ast.Name;
import io.espalier.dsl.ast.OptionName;
import io.espalier.dsl.ast.TypeArgument;
import io.espalier.dsl.ast.TypeNode;
import io.espalier.dsl.diagnostic.Span;
import io.espalier.dsl.diagnostic.SyntaxCode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Parse tree to [TypeNode].
final class TypeBuilder {
  private final SyntaxTreeBuilder tree;

  TypeBuilder(SyntaxTreeBuilder tree) {
    this.tree = tree;
  }

  TypeNode type(SglParser.TypeContext context) {
    List<TypeNode> alternatives = alternatives(context);
    return alternatives.size() == 1
        ? alternatives.getFirst()
        : new TypeNode.UnionType(Places.of(context), alternatives);
  }

  List<TypeNode> alternatives(SglParser.TypeContext context) {
    tree.enter(1, context);
    var alternatives = new ArrayList<TypeNode>();
    for (SglParser.TypePostfixContext alternative : context.typePostfix()) {
      alternatives.add(postfix(alternative));
    }
    tree.leave(1);
    return alternatives;
  }

  private TypeNode postfix(SglParser.TypePostfixContext context) {
    tree.enter(context.typeSuffix().size(), context);
    TypeNode type = primary(context.typePrimary());
    Span start = Places.of(context.typePrimary());
    for (SglParser.TypeSuffixContext suffix : context.typeSuffix()) {
      Span span = start.to(Places.of(suffix));
      type =
          suffix.QUESTION() != null
              ? new TypeNode.OptionalType(span, type)
              : new TypeNode.ArrayType(span, type, bounds(suffix));
    }
    tree.leave(context.typeSuffix().size());
    return type;
  }

  private static TypeNode.@Nullable Bounds bounds(SglParser.TypeSuffixContext suffix) {
    if (suffix.least == null) {
      return null;
    }
    long least = Literals.wholeNumber(suffix.least.getText());
    var last = suffix.most == null ? suffix.least : suffix.most;
    Span span = Places.of(suffix.least).to(Places.of(last));
    return new TypeNode.Bounds(span, least, Literals.wholeNumber(last.getText()));
  }

  private TypeNode primary(SglParser.TypePrimaryContext context) {
    Span span = Places.of(context);
    return switch (context) {
      case SglParser.LiteralTypeContext literal ->
          new TypeNode.LiteralType(span, tree.templates().constant(literal.string()).text());
      case SglParser.MapTypeContext map -> new TypeNode.MapType(span, type(map.type()));
      case SglParser.SchemaTypeContext schema ->
          new TypeNode.SchemaType(span, tree.templates().constant(schema.string()));
      case SglParser.GrammarTypeContext grammar ->
          new TypeNode.GrammarType(span, tree.templates().constant(grammar.string()));
      case SglParser.NamedTypeContext named -> named(named);
      case SglParser.GroupedTypeContext grouped -> type(grouped.type());
      default -> throw new IllegalStateException("unknown type rule " + context.getClass());
    };
  }

  private TypeNode named(SglParser.NamedTypeContext context) {
    var arguments = new ArrayList<TypeArgument>();
    if (context.typeArguments() != null) {
      for (SglParser.TypeArgumentContext argument : context.typeArguments().typeArgument()) {
        arguments.add(argument(argument));
      }
    }
    var names = new ArrayList<Name>();
    for (TypeArgument argument : arguments) {
      if (argument instanceof TypeArgument.NamedArgument named) {
        names.add(named.name());
      }
    }
    tree.reportRepeated(names, "type argument");
    Name module = context.module == null ? null : SyntaxTreeBuilder.name(context.module);
    Name name = SyntaxTreeBuilder.name(context.typeName());
    return new TypeNode.Named(Places.of(context), module, name, arguments);
  }

  private TypeArgument argument(SglParser.TypeArgumentContext context) {
    Span span = Places.of(context);
    return switch (context) {
      case SglParser.NamedArgumentContext named -> {
        Name name = SyntaxTreeBuilder.name(named.label());
        refuseOption(name);
        yield new TypeArgument.NamedArgument(span, name, constant(named.constant()));
      }
      case SglParser.RangeArgumentContext range ->
          new TypeArgument.RangeArgument(
              span, Literals.number(range.low), Literals.number(range.high));
      case SglParser.PatternArgumentContext pattern ->
          new TypeArgument.PatternArgument(span, tree.templates().constant(pattern.string()));
      default ->
          throw new IllegalStateException("unknown type argument rule " + context.getClass());
    };
  }

  /// `gen string(temp: 0)`: the option belongs to the generation. `max` and `min` are both.
  private void refuseOption(Name name) {
    OptionName.of(name.text())
        .filter(option -> option != OptionName.MAX && option != OptionName.MIN)
        .ifPresent(option ->
            tree.report(
                tree.error(
                        SyntaxCode.OPTIONS_WITHOUT_WITH,
                        name.span(),
                        "'" + option.word() + "' is an option of 'gen', not of a type")
                    .hinting("write 'gen T with (" + option.word() + ": …)'")));
  }

  private Expression constant(SglParser.ConstantContext context) {
    Span span = Places.of(context);
    if (context.number() != null) {
      return Literals.number(context.number());
    }
    if (context.string() != null) {
      return tree.templates().constantLiteral(context.string());
    }
    return context.name() == null
        ? new Expression.BoolLiteral(span, context.TRUE() != null)
        : new Expression.Reference(span, SyntaxTreeBuilder.name(context.name()));
  }
}
