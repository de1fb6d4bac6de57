package io.espalier.dsl.syntax;

import io.espalier.dsl.ast.Argument;
import io.espalier.dsl.ast.Expression;
import io.espalier.dsl.ast.Option;
import java.util.ArrayList;
import java.util.List;

/// Expressions back to text, with the parentheses that they need and no others.
final class ExpressionWriter {
  /// Binding strengths beyond those of the binary operators.
  private static final int LOOSEST = 0;

  private static final int RANGE = 5;

  private static final int SUM = 6;
  private static final int UNARY = 8;
  private static final int POSTFIX = 9;

  private final FormatWriter format;

  ExpressionWriter(FormatWriter format) {
    this.format = format;
  }

  /// How tightly an expression holds together.
  private static int strength(Expression expression) {
    return switch (expression) {
      case Expression.Binary binary -> binary.operator().precedence();
      case Expression.RangeExpression _ -> RANGE;
      case Expression.Unary _, Expression.Gen _, Expression.Select _ -> UNARY;
      case Expression.IntLiteral literal when literal.value() < 0 -> UNARY;
      case Expression.FloatLiteral literal when Double.doubleToRawLongBits(literal.value()) < 0 ->
          UNARY;
      // 'fork A {} + B {}' would be read as a fork of 'A {} + B'.
      case Expression.Fork _, Expression.Race _ -> LOOSEST;
      default -> POSTFIX;
    };
  }

  /// An expression that is a statement: it cannot begin with a parenthesis.
  Layout effect(Expression expression) {
    return switch (expression) {
      case Expression.Member member -> Layout.concat(effect(member.receiver()), selector(member));
      case Expression.MethodCall call -> Layout.concat(effect(call.receiver()), selector(call));
      default -> of(expression);
    };
  }

  private static Layout selector(Expression.Member member) {
    return Layout.text("." + member.name().text());
  }

  private Layout selector(Expression.MethodCall call) {
    return Layout.concat(Layout.text("." + call.name().text()), arguments(call.arguments()));
  }

  private Layout atLeast(int strength, Expression expression) {
    return strength(expression) >= strength
        ? of(expression)
        : Layout.concat(Layout.text("("), of(expression), Layout.text(")"));
  }

  Layout of(Expression expression) {
    return switch (expression) {
      case Expression.StringLiteral literal -> format.strings().template(literal.template());
      case Expression.IntLiteral literal -> Layout.text(Long.toString(literal.value()));
      case Expression.FloatLiteral literal -> Layout.text(Double.toString(literal.value()));
      case Expression.BoolLiteral literal -> Layout.text(Boolean.toString(literal.value()));
      case Expression.NullLiteral _ -> Layout.text("null");
      case Expression.Reference reference -> Layout.text(reference.name().text());
      case Expression.Member member -> Layout.concat(receiver(member.receiver()), selector(member));
      case Expression.MethodCall call -> Layout.concat(receiver(call.receiver()), selector(call));
      case Expression.Call call -> call(call);
      case Expression.Unary unary ->
          Layout.concat(Layout.text(unary.operator().symbol()), atLeast(UNARY, unary.operand()));
      case Expression.Binary binary -> binary(binary);
      case Expression.ListLiteral list ->
          Layout.enclosed("[", list.elements().stream().map(this::of).toList(), ", ", "", "]");
      case Expression.RecordLiteral record ->
          Layout.enclosed(
              ExpressionOutline.qualified(record.module(), record.type()) + " {",
              record.fields().stream()
                  .map(f -> Layout.concat(Layout.text(f.name().text() + ": "), of(f.value())))
                  .toList(),
              ", ",
              " ",
              "}");
      case Expression.RangeExpression range ->
          Layout.concat(atLeast(SUM, range.low()), Layout.text(".."), atLeast(SUM, range.high()));
      case Expression.Gen gen ->
          Layout.concat(Layout.text("gen "), format.types().of(gen.type()), with(gen.options()));
      case Expression.Select select ->
          Layout.concat(
              Layout.text("select from "),
              atLeast(POSTFIX, select.choices()),
              Layout.text(select.method() == null ? "" : " by " + select.method().text()));
      case Expression.Fork fork -> fork(fork);
      case Expression.Race race ->
          Layout.concat(
              Layout.text("race " + race.binder().text() + " in "),
              of(race.iterable()),
              Layout.text(" "),
              format.statements().block(race.body()));
    };
  }

  private Layout receiver(Expression expression) {
    boolean number =
        expression instanceof Expression.IntLiteral
            || expression instanceof Expression.FloatLiteral;
    return atLeast(number ? POSTFIX + 1 : POSTFIX, expression);
  }

  Layout call(Expression.Call call) {
    String mode =
        switch (call.mode()) {
          case PLAIN -> "";
          case CALL -> "call ";
          case ASIDE -> "aside ";
        };
    return Layout.concat(
        Layout.text(mode + ExpressionOutline.qualified(call.module(), call.name())),
        arguments(call.arguments()));
  }

  /// A chain of operators of one strength breaks before each of them or before none.
  private Layout binary(Expression.Binary chain) {
    int strength = chain.operator().precedence();
    var links = new ArrayList<Expression.Binary>();
    Expression first = chain;
    while (first instanceof Expression.Binary link
        && link.operator().precedence() == strength
        && (links.isEmpty() || !link.operator().isComparison())) {
      links.add(link);
      first = link.left();
    }
    var rest = new ArrayList<Layout>();
    for (Expression.Binary link : links.reversed()) {
      rest.add(new Layout.Line(" "));
      rest.add(Layout.text(link.operator().symbol() + " "));
      rest.add(atLeast(strength + 1, link.right()));
    }
    boolean comparison = chain.operator().isComparison();
    return new Layout.Group(
        Layout.concat(
            atLeast(comparison ? strength + 1 : strength, first),
            new Layout.Indent(new Layout.Concat(rest))));
  }

  private Layout fork(Expression.Fork fork) {
    Layout head =
        fork.count() != null
            ? of(fork.count())
            : fork.binder() != null && fork.iterable() != null
                ? Layout.concat(Layout.text(fork.binder().text() + " in "), of(fork.iterable()))
                : Layout.nothing();
    return Layout.concat(
        Layout.text("fork "),
        head,
        Layout.text(fork.collect() ? " collect " : " "),
        format.statements().block(fork.body()));
  }

  private Layout arguments(List<Argument> arguments) {
    List<Layout> items =
        arguments.stream()
            .map(a ->
                a.name() == null
                    ? of(a.value())
                    : Layout.concat(Layout.text(a.name().text() + ": "), of(a.value())))
            .toList();
    return Layout.enclosed("(", items, ", ", "", ")");
  }

  private Layout with(List<Option> options) {
    return options.isEmpty()
        ? Layout.nothing()
        : Layout.concat(
            Layout.text(" with "),
            Layout.enclosed("(", options.stream().map(this::option).toList(), ", ", "", ")"));
  }

  Layout option(Option option) {
    return Layout.concat(Layout.text(option.name().text() + ": "), of(option.value()));
  }
}
