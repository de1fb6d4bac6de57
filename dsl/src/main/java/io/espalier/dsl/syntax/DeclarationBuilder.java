package io.espalier.dsl.syntax;

import io.espalier.dsl.ast.Declaration;
import io.espalier.dsl.ast.EnumValue;
import io.espalier.dsl.ast.Expression;
import io.espalier.dsl.ast.Field;
import io.espalier.dsl.ast.Name;
import io.espalier.dsl.ast.Parameter;
import io.espalier.dsl.ast.TypeNode;
import io.espalier.dsl.diagnostic.Span;
import java.util.List;
import org.antlr.v4.runtime.ParserRuleContext;

/// Parse tree to [Declaration].
final class DeclarationBuilder {
  private final SyntaxTreeBuilder tree;

  DeclarationBuilder(SyntaxTreeBuilder tree) {
    this.tree = tree;
  }

  Declaration build(SglParser.DeclarationContext context) {
    Span span = Places.of(context);
    return switch (context) {
      case SglParser.ImportFileContext file ->
          new Declaration.ImportFile(
              span, tree.templates().constant(file.path), SyntaxTreeBuilder.name(file.name()));
      case SglParser.ImportSchemaContext schema ->
          new Declaration.ImportSchema(
              span, tree.templates().constant(schema.path), SyntaxTreeBuilder.name(schema.name()));
      case SglParser.RecordDeclarationContext record ->
          new Declaration.RecordDeclaration(
              span,
              documentation(record),
              SyntaxTreeBuilder.name(record.name()),
              record.field().stream().map(this::field).toList());
      case SglParser.EnumDeclarationContext choice ->
          new Declaration.EnumDeclaration(
              span,
              documentation(choice),
              SyntaxTreeBuilder.name(choice.name()),
              choice.enumValue().stream().map(this::enumValue).toList());
      case SglParser.UnionDeclarationContext union ->
          new Declaration.UnionDeclaration(
              span,
              documentation(union),
              SyntaxTreeBuilder.name(union.name()),
              tree.types().alternatives(union.type()));
      case SglParser.TypeAliasContext alias ->
          new Declaration.TypeAlias(
              span,
              documentation(alias),
              SyntaxTreeBuilder.name(alias.name()),
              tree.types().type(alias.type()));
      case SglParser.FunctionDeclarationContext function ->
          new Declaration.FunctionDeclaration(
              span,
              documentation(function),
              SyntaxTreeBuilder.name(function.name()),
              parameters(function.parameters()),
              tree.types().type(function.type()),
              tree.expressions().expression(function.expression()));
      case SglParser.PromptDeclarationContext prompt -> prompt(prompt);
      case SglParser.ToolDeclarationContext tool ->
          new Declaration.ToolDeclaration(
              span,
              documentation(tool),
              SyntaxTreeBuilder.name(tool.name()),
              parameters(tool.parameters()),
              tree.types().type(tool.type()));
      case SglParser.TestDeclarationContext test ->
          new Declaration.TestDeclaration(
              span,
              documentation(test),
              tree.templates().constant(test.title),
              tree.statements().block(test.block()));
      default -> throw new IllegalStateException("unknown declaration rule " + context.getClass());
    };
  }

  private Declaration prompt(SglParser.PromptDeclarationContext context) {
    String documentation = documentation(context);
    TypeNode result = context.type() == null ? null : tree.types().type(context.type());
    return new Declaration.PromptDeclaration(
        Places.of(context),
        documentation,
        SyntaxTreeBuilder.name(context.name()),
        parameters(context.parameters()),
        result,
        tree.statements().block(context.block()));
  }

  private String documentation(ParserRuleContext context) {
    return tree.documentation().above(context.getStart());
  }

  private Field field(SglParser.FieldContext context) {
    Name name = SyntaxTreeBuilder.name(context.label());
    return new Field(
        Places.of(context), documentation(context), name, tree.types().type(context.type()));
  }

  private EnumValue enumValue(SglParser.EnumValueContext context) {
    return new EnumValue(
        Places.of(context), documentation(context), SyntaxTreeBuilder.name(context));
  }

  private List<Parameter> parameters(SglParser.ParametersContext context) {
    return context.parameter().stream().map(this::parameter).toList();
  }

  private Parameter parameter(SglParser.ParameterContext context) {
    String documentation = documentation(context);
    Name name = SyntaxTreeBuilder.name(context.label());
    TypeNode type = tree.types().type(context.type());
    Expression value =
        context.expression() == null ? null : tree.expressions().expression(context.expression());
    return new Parameter(Places.of(context), documentation, name, type, value);
  }
}
