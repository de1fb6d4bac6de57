package io.espalier.dsl.syntax;

import io.espalier.dsl.ast.Argument;
import io.espalier.dsl.ast.Expression;
import io.espalier.dsl.ast.Name;
import io.espalier.dsl.ast.Option;
import io.espalier.dsl.ast.Template;
import io.espalier.dsl.ast.TemplatePart;
import io.espalier.dsl.ast.TypeArgument;
import io.espalier.dsl.ast.TypeNode;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// [SyntaxPrinter]'s half for expressions, types and strings.
final class ExpressionOutline {
  private ExpressionOutline() {}

  static Outline of(Expression expression) {
    return switch (expression) {
      case Expression.StringLiteral literal -> template("string", literal.template());
      case Expression.IntLiteral literal -> Outline.of(Long.toString(literal.value()));
      case Expression.FloatLiteral literal -> Outline.of(Double.toString(literal.value()));
      case Expression.BoolLiteral literal -> Outline.of(Boolean.toString(literal.value()));
      case Expression.NullLiteral _ -> Outline.of("null");
      case Expression.Reference reference -> Outline.of("$" + reference.name().text());
      case Expression.Member member ->
          Outline.of("." + member.name().text(), of(member.receiver()));
      case Expression.MethodCall call ->
          Outline.of("." + call.name().text() + "()", of(call.receiver()))
              .with(arguments(call.arguments()));
      case Expression.Call call ->
          new Outline(
              call.mode().name().toLowerCase(Locale.ROOT)
                  + " "
                  + qualified(call.module(), call.name())
                  + "()",
              arguments(call.arguments()));
      case Expression.Unary unary -> Outline.of(unary.operator().symbol(), of(unary.operand()));
      case Expression.Binary binary ->
          Outline.of(binary.operator().symbol(), of(binary.left()), of(binary.right()));
      case Expression.ListLiteral list ->
          Outline.list("list", list.elements(), ExpressionOutline::of);
      case Expression.RecordLiteral record ->
          Outline.list(
              "new " + qualified(record.module(), record.type()),
              record.fields(),
              field -> Outline.of(field.name().text() + ":", of(field.value())));
      case Expression.RangeExpression range -> Outline.of("..", of(range.low()), of(range.high()));
      case Expression.Gen gen -> Outline.of("gen", type(gen.type())).with(options(gen.options()));
      case Expression.Select select ->
          Outline.of(
              select.method() == null ? "select" : "select by " + select.method().text(),
              of(select.choices()));
      case Expression.Fork fork -> fork(fork);
      case Expression.Race race ->
          Outline.of(
              "race " + race.binder().text(),
              of(race.iterable()),
              SyntaxPrinter.block(race.body()));
    };
  }

  private static Outline fork(Expression.Fork fork) {
    String label = fork.collect() ? "fork collect" : "fork";
    return new Outline(
            fork.binder() == null ? label : label + " " + fork.binder().text(), List.of())
        .with(optional(fork.iterable()))
        .with(optional(fork.count()))
        .with(List.of(SyntaxPrinter.block(fork.body())));
  }

  static List<Outline> optional(@Nullable Expression expression) {
    return expression == null ? List.of() : List.of(of(expression));
  }

  static List<Outline> options(List<Option> options) {
    return options.stream()
        .map(option -> Outline.of(option.name().text() + ":", of(option.value())))
        .toList();
  }

  private static List<Outline> arguments(List<Argument> arguments) {
    return arguments.stream()
        .map(a ->
            a.name() == null ? of(a.value()) : Outline.of(a.name().text() + ":", of(a.value())))
        .toList();
  }

  static String qualified(@Nullable Name module, Name name) {
    return module == null ? name.text() : module.text() + "." + name.text();
  }

  static Outline template(String label, Template template) {
    return template.isConstant()
        ? Outline.of(label + " " + Outline.quoted(template.constantText()))
        : Outline.list(label, template.parts(), ExpressionOutline::part);
  }

  private static Outline part(TemplatePart part) {
    return switch (part) {
      case TemplatePart.LiteralPart literal -> Outline.of(Outline.quoted(literal.text()));
      case TemplatePart.InterpolationPart value -> Outline.of("value", of(value.expression()));
      case TemplatePart.HolePart hole ->
          Outline.of("hole " + hole.name().text(), type(hole.type())).with(options(hole.options()));
    };
  }

  static Outline type(TypeNode type) {
    return switch (type) {
      case TypeNode.Named named ->
          Outline.list(
              qualified(named.module(), named.name()),
              named.arguments(),
              ExpressionOutline::typeArgument);
      case TypeNode.LiteralType literal -> Outline.of(Outline.quoted(literal.value()));
      case TypeNode.UnionType union ->
          Outline.list("|", union.alternatives(), ExpressionOutline::type);
      case TypeNode.OptionalType optional -> Outline.of("?", type(optional.inner()));
      case TypeNode.ArrayType array ->
          Outline.of(
              array.bounds() == null
                  ? "[]"
                  : "[" + array.bounds().least() + ".." + array.bounds().most() + "]",
              type(array.element()));
      case TypeNode.MapType map -> Outline.of("map", type(map.value()));
      case TypeNode.SchemaType schema ->
          Outline.of("schema " + Outline.quoted(schema.text().text()));
      case TypeNode.GrammarType grammar ->
          Outline.of("grammar " + Outline.quoted(grammar.path().text()));
    };
  }

  private static Outline typeArgument(TypeArgument argument) {
    return switch (argument) {
      case TypeArgument.NamedArgument named ->
          Outline.of(named.name().text() + ":", of(named.value()));
      case TypeArgument.RangeArgument range -> Outline.of("..", of(range.low()), of(range.high()));
      case TypeArgument.PatternArgument pattern ->
          Outline.of("pattern " + Outline.quoted(pattern.pattern().text()));
    };
  }
}
