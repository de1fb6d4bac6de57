package io.espalier.dsl.syntax;

import io.espalier.dsl.ast.Declaration;
import io.espalier.dsl.ast.Name;
import io.espalier.dsl.ast.Parameter;
import io.espalier.dsl.ast.Pattern;
import io.espalier.dsl.ast.ProgramFile;
import io.espalier.dsl.ast.Statement;
import io.espalier.dsl.ast.TypeNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Prints a syntax tree for people who want to see how a text was understood, and for tests: two
/// programs print the same exactly if their trees are equal but for places and string forms.
public final class SyntaxPrinter {
  private SyntaxPrinter() {}

  /// The tree, one declaration after the other, each ending in a line feed.
  public static String print(ProgramFile program) {
    var out = new StringBuilder();
    for (Declaration declaration : program.declarations()) {
      out.append(declaration(declaration).print());
    }
    return out.toString();
  }

  private static Outline declaration(Declaration declaration) {
    return switch (declaration) {
      case Declaration.ImportFile file ->
          Outline.of("import " + file.alias().text() + " " + Outline.quoted(file.path().text()));
      case Declaration.ImportSchema schema ->
          Outline.of(
              "import-schema "
                  + schema.alias().text()
                  + " "
                  + Outline.quoted(schema.path().text()));
      case Declaration.RecordDeclaration record ->
          Outline.of("record " + record.name().text())
              .with(documentation(record.documentation()))
              .with(
                  record.fields().stream()
                      .map(f -> typed("field", f.documentation(), f.name(), f.type()))
                      .toList());
      case Declaration.EnumDeclaration choice ->
          Outline.of("enum " + choice.name().text())
              .with(documentation(choice.documentation()))
              .with(
                  choice.values().stream()
                      .map(v -> Outline.of(v.name().text()).with(documentation(v.documentation())))
                      .toList());
      case Declaration.UnionDeclaration union ->
          Outline.of("union " + union.name().text())
              .with(documentation(union.documentation()))
              .with(union.alternatives().stream().map(ExpressionOutline::type).toList());
      case Declaration.TypeAlias alias ->
          typed("type", alias.documentation(), alias.name(), alias.type());
      case Declaration.FunctionDeclaration function ->
          signature(
              "fn",
              function.documentation(),
              function.name(),
              function.parameters(),
              function.result(),
              List.of(ExpressionOutline.of(function.body())));
      case Declaration.PromptDeclaration prompt ->
          signature(
              "prompt",
              prompt.documentation(),
              prompt.name(),
              prompt.parameters(),
              prompt.result(),
              List.of(block(prompt.body())));
      case Declaration.ToolDeclaration tool ->
          signature(
              "tool",
              tool.documentation(),
              tool.name(),
              tool.parameters(),
              tool.result(),
              List.of());
      case Declaration.TestDeclaration test ->
          Outline.of("test " + Outline.quoted(test.title().text()))
              .with(documentation(test.documentation()))
              .with(List.of(block(test.body())));
    };
  }

  private static Outline signature(
      String kind,
      String documentation,
      Name name,
      List<Parameter> parameters,
      @Nullable TypeNode result,
      List<Outline> body) {
    var children = new ArrayList<>(documentation(documentation));
    for (Parameter parameter : parameters) {
      Outline typed =
          typed("parameter", parameter.documentation(), parameter.name(), parameter.type());
      children.add(
          parameter.defaultValue() == null
              ? typed
              : typed.with(List.of(ExpressionOutline.of(parameter.defaultValue()))));
    }
    if (result != null) {
      children.add(Outline.of("result", ExpressionOutline.type(result)));
    }
    children.addAll(body);
    return new Outline(kind + " " + name.text(), children);
  }

  private static Outline typed(String kind, String documentation, Name name, TypeNode type) {
    return Outline.of(kind + " " + name.text())
        .with(documentation(documentation))
        .with(List.of(ExpressionOutline.type(type)));
  }

  private static List<Outline> documentation(String text) {
    return text.isEmpty() ? List.of() : List.of(Outline.of("doc " + Outline.quoted(text)));
  }

  static Outline block(Statement.Block block) {
    return Outline.list("block", block.statements(), SyntaxPrinter::statement);
  }

  private static Outline statement(Statement statement) {
    return switch (statement) {
      case Statement.Text text -> ExpressionOutline.template("text", text.template());
      case Statement.Turn turn ->
          Outline.of(
              "turn " + turn.role().label(),
              switch (turn.body()) {
                case Statement.TurnText text -> ExpressionOutline.template("text", text.template());
                case Statement.Block block -> block(block);
              });
      case Statement.Let let ->
          Outline.of("let " + let.name().text())
              .with(let.type() == null ? List.of() : List.of(ExpressionOutline.type(let.type())))
              .with(List.of(ExpressionOutline.of(let.value())));
      case Statement.ExpressionStatement effect ->
          Outline.of("do", ExpressionOutline.of(effect.expression()));
      case Statement.Include include -> Outline.of("include", ExpressionOutline.of(include.call()));
      case Statement.Return result ->
          Outline.of("return").with(ExpressionOutline.optional(result.value()));
      case Statement.Yield yield -> Outline.of("yield", ExpressionOutline.of(yield.value()));
      case Statement.Assert assertion ->
          Outline.of("assert", ExpressionOutline.of(assertion.condition()))
              .with(ExpressionOutline.optional(assertion.message()));
      case Statement.Check check ->
          Outline.of("check", ExpressionOutline.of(check.condition()))
              .with(ExpressionOutline.optional(check.message()));
      case Statement.If choice ->
          Outline.list(
                  "if",
                  choice.branches(),
                  b -> Outline.of("branch", ExpressionOutline.of(b.condition()), block(b.body())))
              .with(choice.otherwise() == null ? List.of() : List.of(block(choice.otherwise())));
      case Statement.Match match ->
          Outline.of("match", ExpressionOutline.of(match.subject()))
              .with(
                  match.cases().stream()
                      .map(c -> Outline.of("case", pattern(c.pattern()), statement(c.body())))
                      .toList());
      case Statement.For loop ->
          Outline.of(
              "for " + loop.name().text(),
              ExpressionOutline.of(loop.iterable()),
              block(loop.body()));
      case Statement.Loop loop ->
          Outline.of("loop", ExpressionOutline.of(loop.max()), block(loop.body()));
      case Statement.Break _ -> Outline.of("break");
      case Statement.Think think ->
          Outline.of("think").with(ExpressionOutline.options(think.options()));
      case Statement.Block block -> block(block);
    };
  }

  private static Outline pattern(Pattern pattern) {
    return switch (pattern) {
      case Pattern.RecordPattern record ->
          Outline.list(
              "record-pattern " + ExpressionOutline.qualified(record.module(), record.type()),
              record.bindings(),
              name -> Outline.of(name.text()));
      case Pattern.NamePattern name ->
          Outline.of("name-pattern " + ExpressionOutline.qualified(name.qualifier(), name.name()));
      case Pattern.LiteralPattern literal -> ExpressionOutline.of(literal.literal());
      case Pattern.WildcardPattern _ -> Outline.of("_");
    };
  }
}
