package io.espalier.dsl.syntax;

import io.espalier.dsl.ast.Argument;
import io.espalier.dsl.ast.BinaryOperator;
import io.espalier.dsl.ast.Expression;
import io.espalier.dsl.ast.Expression.CallMode;
import io.espalier.dsl.ast.Name;
import io.espalier.dsl.ast.Option;
import io.espalier.dsl.ast.OptionName;
import io.espalier.dsl.ast.UnaryOperator;
import io.espalier.dsl.diagnostic.Span;
import io.espalier.dsl.diagnostic.SyntaxCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.TerminalNode;
import org.jspecify.annotations.Nullable;

/// Parse tree to [Expression].
final class ExpressionBuilder {
  /// What people used to other libraries write.
  private static final Map<String, OptionName> FOREIGN_OPTIONS =
      Map.ofEntries(
          Map.entry("max_tokens", OptionName.MAX),
          Map.entry("max_new_tokens", OptionName.MAX),
          Map.entry("max_length", OptionName.MAX),
          Map.entry("min_tokens", OptionName.MIN),
          Map.entry("temperature", OptionName.TEMP),
          Map.entry("topp", OptionName.TOP_P),
          Map.entry("topk", OptionName.TOP_K),
          Map.entry("minp", OptionName.MIN_P),
          Map.entry("stop_at", OptionName.UNTIL),
          Map.entry("retries", OptionName.RETRY),
          Map.entry("repeat_penalty", OptionName.REPETITION_PENALTY),
          Map.entry("thinking", OptionName.THINK));

  private final SyntaxTreeBuilder tree;

  ExpressionBuilder(SyntaxTreeBuilder tree) {
    this.tree = tree;
  }

  Expression expression(SglParser.ExpressionContext context) {
    tree.enter(1, context);
    Expression result = chain(context, context.conjunction(), this::conjunction);
    tree.leave(1);
    return result;
  }

  private Expression conjunction(SglParser.ConjunctionContext context) {
    return chain(context, context.comparison(), this::comparison);
  }

  private Expression comparison(SglParser.ComparisonContext context) {
    if (context.comparator().size() > 1) {
      tree.report(
          tree.error(
                  SyntaxCode.CHAINED_COMPARISON,
                  Places.of(context.comparator(1)),
                  "comparisons cannot be chained")
              .hinting("write 'a < b && b < c'"));
    }
    return chain(context, context.fallback(), this::fallback);
  }

  private Expression fallback(SglParser.FallbackContext context) {
    return chain(context, context.range(), this::range);
  }

  private Expression range(SglParser.RangeContext context) {
    Expression low = sum(context.sum(0));
    return context.sum().size() == 1
        ? low
        : new Expression.RangeExpression(Places.of(context), low, sum(context.sum(1)));
  }

  private Expression sum(SglParser.SumContext context) {
    return chain(context, context.product(), this::product);
  }

  private Expression product(SglParser.ProductContext context) {
    return chain(context, context.unary(), this::unary);
  }

  /// `a op b op c`, leaning left. Children alternate between operands and operators.
  private <T extends ParserRuleContext> Expression chain(
      ParserRuleContext context, List<T> operands, Function<T, Expression> build) {
    if (operands.size() == 1) {
      return build.apply(operands.getFirst());
    }
    tree.enter(operands.size() - 1, context);
    Expression left = build.apply(operands.getFirst());
    for (int i = 1; i < operands.size(); i++) {
      BinaryOperator operator = operator(context.getChild(2 * i - 1).getText());
      Expression right = build.apply(operands.get(i));
      Span span = Places.of(operands.getFirst()).to(Places.of(operands.get(i)));
      left = new Expression.Binary(span, operator, left, right);
    }
    tree.leave(operands.size() - 1);
    return left;
  }

  private static BinaryOperator operator(String symbol) {
    for (BinaryOperator operator : BinaryOperator.values()) {
      if (operator.symbol().equals(symbol)) {
        return operator;
      }
    }
    throw new IllegalStateException("the grammar has an operator the tree lacks: " + symbol);
  }

  private Expression unary(SglParser.UnaryContext context) {
    int operators = context.getChildCount() - 1;
    tree.enter(operators, context);
    Expression operand =
        context.postfix() != null
            ? postfix(context.postfix())
            : context.generation() != null
                ? generation(context.generation())
                : selection(context.selection());
    Span end = Places.of(context);
    for (int i = operators - 1; i >= 0; i--) {
      Token token = ((TerminalNode) context.getChild(i)).getSymbol();
      operand = unary(token, operand, Places.of(token).to(end));
    }
    tree.leave(operators);
    return operand;
  }

  private static Expression unary(Token operator, Expression operand, Span span) {
    return operator.getType() == SglParser.NOT
        ? new Expression.Unary(span, UnaryOperator.NOT, operand)
        : Literals.negated(operand, span)
            .orElseGet(() -> new Expression.Unary(span, UnaryOperator.NEGATE, operand));
  }

  private Expression postfix(SglParser.PostfixContext context) {
    tree.enter(context.selector().size(), context);
    Expression primary = primary(context.primary());
    Expression result = select(primary, Places.of(context.primary()), context.selector());
    tree.leave(context.selector().size());
    return result;
  }

  /// `receiver.a.b(…)`.
  private Expression select(
      Expression receiver, Span start, List<SglParser.SelectorContext> selectors) {
    Expression result = receiver;
    for (SglParser.SelectorContext selector : selectors) {
      Span span = start.to(Places.of(selector));
      Name name = SyntaxTreeBuilder.name(selector.label());
      result =
          selector.arguments() == null
              ? new Expression.Member(span, result, name)
              : new Expression.MethodCall(span, result, name, arguments(selector.arguments()));
    }
    return result;
  }

  private Expression primary(SglParser.PrimaryContext context) {
    Span span = Places.of(context);
    return switch (context) {
      case SglParser.IntLiteralContext literal ->
          new Expression.IntLiteral(span, Literals.wholeNumber(literal.getText()));
      case SglParser.FloatLiteralContext literal ->
          new Expression.FloatLiteral(span, Literals.fraction(literal.getText()));
      case SglParser.StringLiteralContext literal ->
          new Expression.StringLiteral(span, tree.templates().value(literal.string()));
      case SglParser.TrueLiteralContext _ -> new Expression.BoolLiteral(span, true);
      case SglParser.FalseLiteralContext _ -> new Expression.BoolLiteral(span, false);
      case SglParser.NullLiteralContext _ -> new Expression.NullLiteral(span);
      case SglParser.RecordLiteralContext literal -> record(literal);
      case SglParser.NameOrCallContext name ->
          nameOrCall(span, SyntaxTreeBuilder.name(name.name()), name.arguments());
      case SglParser.ListLiteralContext list ->
          new Expression.ListLiteral(
              span, list.expression().stream().map(this::expression).toList());
      case SglParser.GroupedContext grouped -> expression(grouped.expression());
      case SglParser.ActionPrimaryContext action -> action(action.action());
      default -> throw new IllegalStateException("unknown expression rule " + context.getClass());
    };
  }

  private Expression nameOrCall(
      Span span, Name name, SglParser.@Nullable ArgumentsContext arguments) {
    return arguments == null
        ? new Expression.Reference(span, name)
        : new Expression.Call(span, CallMode.PLAIN, null, name, arguments(arguments));
  }

  private Expression record(SglParser.RecordLiteralContext context) {
    var fields = new ArrayList<Expression.FieldValue>();
    for (SglParser.FieldValueContext field : context.fieldValue()) {
      Name name = SyntaxTreeBuilder.name(field.label());
      fields.add(new Expression.FieldValue(Places.of(field), name, expression(field.expression())));
    }
    tree.reportRepeated(fields.stream().map(Expression.FieldValue::name).toList(), "field");
    SglParser.QualifiedNameContext type = context.qualifiedName();
    return new Expression.RecordLiteral(Places.of(context), module(type), simpleName(type), fields);
  }

  private Expression action(SglParser.ActionContext context) {
    Span span = Places.of(context);
    return switch (context) {
      case SglParser.StreamCallContext call ->
          call(
              span,
              call.CALL() != null ? CallMode.CALL : CallMode.ASIDE,
              call.qualifiedName(),
              call.arguments());
      case SglParser.ForkEachContext fork ->
          new Expression.Fork(
              span,
              SyntaxTreeBuilder.name(fork.name()),
              expression(fork.expression()),
              null,
              tree.statements().block(fork.block()),
              fork.COLLECT() != null);
      case SglParser.ForkCountContext fork ->
          new Expression.Fork(
              span,
              null,
              null,
              expression(fork.expression()),
              tree.statements().block(fork.block()),
              fork.COLLECT() != null);
      case SglParser.RaceEachContext race ->
          new Expression.Race(
              span,
              SyntaxTreeBuilder.name(race.name()),
              expression(race.expression()),
              tree.statements().block(race.block()));
      default -> throw new IllegalStateException("unknown action rule " + context.getClass());
    };
  }

  Expression.Call call(
      Span span,
      CallMode mode,
      SglParser.QualifiedNameContext callee,
      SglParser.ArgumentsContext arguments) {
    return new Expression.Call(
        span, mode, module(callee), simpleName(callee), arguments(arguments));
  }

  /// The expression of a statement that is nothing but an expression.
  Expression effect(SglParser.EffectContext context) {
    return switch (context) {
      case SglParser.NameEffectContext effect -> {
        tree.enter(effect.selector().size() + 1, context);
        Name name = SyntaxTreeBuilder.name(effect.IDENTIFIER().getSymbol());
        Span span =
            effect.arguments() == null
                ? name.span()
                : name.span().to(Places.of(effect.arguments()));
        Expression start = nameOrCall(span, name, effect.arguments());
        Expression result = select(start, name.span(), effect.selector());
        tree.leave(effect.selector().size() + 1);
        yield result;
      }
      case SglParser.ActionEffectContext effect -> {
        tree.enter(effect.selector().size() + 1, context);
        Expression start = action(effect.action());
        Expression result = select(start, Places.of(effect.action()), effect.selector());
        tree.leave(effect.selector().size() + 1);
        yield result;
      }
      case SglParser.GenerationEffectContext effect ->
          effect.generation() != null
              ? generation(effect.generation())
              : selection(effect.selection());
      default -> throw new IllegalStateException("unknown effect rule " + context.getClass());
    };
  }

  private Expression generation(SglParser.GenerationContext context) {
    List<Option> options =
        context.optionList() == null ? List.of() : options(context.optionList().option());
    return new Expression.Gen(Places.of(context), tree.types().type(context.type()), options);
  }

  private Expression selection(SglParser.SelectionContext context) {
    Name method = context.label() == null ? null : SyntaxTreeBuilder.name(context.label());
    return new Expression.Select(Places.of(context), postfix(context.postfix()), method);
  }

  List<Option> options(List<SglParser.OptionContext> contexts) {
    var options = new ArrayList<Option>();
    for (SglParser.OptionContext context : contexts) {
      Name name = SyntaxTreeBuilder.name(context.label());
      if (OptionName.of(name.text()).isEmpty()) {
        reportUnknown(name);
      }
      options.add(new Option(Places.of(context), name, expression(context.expression())));
    }
    tree.reportRepeated(options.stream().map(Option::name).toList(), "option");
    return options;
  }

  private void reportUnknown(Name name) {
    OptionName foreign = FOREIGN_OPTIONS.get(name.text().toLowerCase(Locale.ROOT));
    String hint =
        foreign != null
            ? "did you mean '" + foreign.word() + "'?"
            : Spelling.closest(name.text(), OptionName.words())
                .map(word -> "did you mean '" + word + "'?")
                .orElse("");
    tree.report(
        tree.error(
                SyntaxCode.UNKNOWN_OPTION,
                name.span(),
                "there is no generation option '" + name.text() + "'")
            .expecting("one of " + String.join(", ", OptionName.words()))
            .hinting(hint));
  }

  List<Argument> arguments(SglParser.ArgumentsContext context) {
    var arguments = new ArrayList<Argument>();
    var names = new ArrayList<Name>();
    for (SglParser.ArgumentContext argument : context.argument()) {
      Name name = argument.label() == null ? null : SyntaxTreeBuilder.name(argument.label());
      if (name != null) {
        names.add(name);
      } else if (!names.isEmpty()) {
        tree.report(
            tree.error(
                    SyntaxCode.ARGUMENT_ORDER,
                    Places.of(argument),
                    "an argument without a name cannot follow one with a name")
                .hinting("name it too, or put it first"));
      }
      arguments.add(new Argument(Places.of(argument), name, expression(argument.expression())));
    }
    tree.reportRepeated(names, "argument");
    return arguments;
  }

  static @Nullable Name module(SglParser.QualifiedNameContext context) {
    return context.module == null ? null : SyntaxTreeBuilder.name(context.module);
  }

  static Name simpleName(SglParser.QualifiedNameContext context) {
    return SyntaxTreeBuilder.name(context.name(context.name().size() - 1));
  }
}
