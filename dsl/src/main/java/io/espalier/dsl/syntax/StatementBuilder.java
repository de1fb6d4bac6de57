package io.espalier.dsl.syntax;

import io.espalier.dsl.Role;
import io.espalier.dsl.ast.Expression;
import io.espalier.dsl.ast.Expression.CallMode;
import io.espalier.dsl.ast.Name;
import io.espalier.dsl.ast.Pattern;
import io.espalier.dsl.ast.Statement;
import io.espalier.dsl.ast.Template;
import io.espalier.dsl.ast.TypeNode;
import io.espalier.dsl.diagnostic.Span;
import io.espalier.dsl.diagnostic.SyntaxCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Parse tree to [Statement].
final class StatementBuilder {
  private final SyntaxTreeBuilder tree;

  StatementBuilder(SyntaxTreeBuilder tree) {
    this.tree = tree;
  }

  Statement.Block block(SglParser.BlockContext context) {
    tree.enter(1, context);
    List<Statement> statements = context.statement().stream().map(this::statement).toList();
    tree.leave(1);
    return new Statement.Block(Places.of(context), statements);
  }

  private Statement statement(SglParser.StatementContext context) {
    Span span = Places.of(context);
    return switch (context) {
      case SglParser.TextStatementContext text ->
          new Statement.Text(span, tree.templates().appended(text.string()));
      case SglParser.TurnStatementContext turn ->
          new Statement.Turn(span, role(turn.roleWord()), turnBody(turn));
      case SglParser.LetStatementContext let -> let(let);
      case SglParser.AssignStatementContext assign ->
          new Statement.Let(
              span,
              SyntaxTreeBuilder.name(assign.IDENTIFIER().getSymbol()),
              null,
              expression(assign.expression()));
      case SglParser.IncludeStatementContext include -> include(include);
      case SglParser.ReturnStatementContext result ->
          new Statement.Return(span, optional(result.expression()));
      case SglParser.YieldStatementContext yield ->
          new Statement.Yield(span, expression(yield.expression()));
      case SglParser.AssertStatementContext assertion ->
          new Statement.Assert(
              span, expression(assertion.expression(0)), optional(assertion.expression(1)));
      case SglParser.CheckStatementContext check ->
          new Statement.Check(span, expression(check.expression(0)), optional(check.expression(1)));
      case SglParser.IfStatementContext choice ->
          new Statement.If(
              span,
              choice.branch().stream().map(this::branch).toList(),
              choice.block() == null ? null : block(choice.block()));
      case SglParser.MatchStatementContext match ->
          new Statement.Match(
              span,
              expression(match.expression()),
              match.matchCase().stream().map(this::matchCase).toList());
      case SglParser.ForStatementContext loop ->
          new Statement.For(
              span,
              SyntaxTreeBuilder.name(loop.name()),
              expression(loop.expression()),
              block(loop.block()));
      case SglParser.LoopStatementContext loop ->
          new Statement.Loop(span, expression(loop.expression()), block(loop.block()));
      case SglParser.BreakStatementContext _ -> new Statement.Break(span);
      case SglParser.ThinkStatementContext think ->
          new Statement.Think(
              span,
              think.optionList() == null
                  ? List.of()
                  : tree.expressions().options(think.optionList().option()));
      case SglParser.EffectStatementContext effect -> effect(span, effect.effect());
      default -> throw new IllegalStateException("unknown statement rule " + context.getClass());
    };
  }

  private static Role role(SglParser.RoleWordContext context) {
    if (context.SYSTEM() != null) {
      return Role.SYSTEM;
    }
    if (context.USER() != null) {
      return Role.USER;
    }
    return context.ASSISTANT() != null ? Role.ASSISTANT : Role.TOOL;
  }

  private Statement.TurnBody turnBody(SglParser.TurnStatementContext context) {
    if (context.block() != null) {
      return block(context.block());
    }
    Template template = tree.templates().appended(context.string());
    return new Statement.TurnText(template.span(), template);
  }

  private Statement let(SglParser.LetStatementContext context) {
    TypeNode type = context.type() == null ? null : tree.types().type(context.type());
    Name name = SyntaxTreeBuilder.name(context.name());
    return new Statement.Let(Places.of(context), name, type, expression(context.expression()));
  }

  private Statement include(SglParser.IncludeStatementContext context) {
    Span span = Places.of(context.qualifiedName()).to(Places.of(context.arguments()));
    return new Statement.Include(
        Places.of(context),
        tree.expressions()
            .call(span, CallMode.PLAIN, context.qualifiedName(), context.arguments()));
  }

  private Statement.Branch branch(SglParser.BranchContext context) {
    return new Statement.Branch(
        Places.of(context), expression(context.expression()), block(context.block()));
  }

  private Statement.Case matchCase(SglParser.MatchCaseContext context) {
    Statement body =
        context.block() != null ? block(context.block()) : statement(context.statement());
    return new Statement.Case(Places.of(context), pattern(context.pattern()), body);
  }

  private Pattern pattern(SglParser.PatternContext context) {
    Span span = Places.of(context);
    return switch (context) {
      case SglParser.RecordPatternContext pattern ->
          new Pattern.RecordPattern(
              span,
              ExpressionBuilder.module(pattern.qualifiedName()),
              ExpressionBuilder.simpleName(pattern.qualifiedName()),
              pattern.name().stream().map(SyntaxTreeBuilder::name).toList());
      case SglParser.NamePatternContext pattern -> {
        Name qualifier = ExpressionBuilder.module(pattern.qualifiedName());
        Name name = ExpressionBuilder.simpleName(pattern.qualifiedName());
        yield qualifier == null && name.text().equals("_")
            ? new Pattern.WildcardPattern(span)
            : new Pattern.NamePattern(span, qualifier, name);
      }
      case SglParser.LiteralPatternContext pattern ->
          new Pattern.LiteralPattern(span, literal(pattern));
      default -> throw new IllegalStateException("unknown pattern rule " + context.getClass());
    };
  }

  private Expression literal(SglParser.LiteralPatternContext context) {
    Span span = Places.of(context);
    if (context.number() != null) {
      return Literals.number(context.number());
    }
    if (context.string() != null) {
      return tree.templates().constantLiteral(context.string());
    }
    return context.NULL() != null
        ? new Expression.NullLiteral(span)
        : new Expression.BoolLiteral(span, context.TRUE() != null);
  }

  /// A name alone does nothing: it is a slip, often a word of another language.
  private Statement effect(Span span, SglParser.EffectContext context) {
    Expression expression = tree.expressions().effect(context);
    if (expression instanceof Expression.Reference || expression instanceof Expression.Member) {
      String word = context.getStart().getText();
      String hint = ForeignWords.hint(word);
      tree.reportOnQuietLine(
          tree.error(
                  hint.isEmpty() ? SyntaxCode.UNEXPECTED : SyntaxCode.UNKNOWN_WORD,
                  span,
                  hint.isEmpty()
                      ? "a value alone is not a statement"
                      : "'" + word + "' is not a word of this language")
              .hinting(
                  hint.isEmpty() ? "to append it to the text write \"\\{" + word + "}\"" : hint));
    }
    return new Statement.ExpressionStatement(span, expression);
  }

  private Expression expression(SglParser.ExpressionContext context) {
    return tree.expressions().expression(context);
  }

  private @Nullable Expression optional(SglParser.@Nullable ExpressionContext context) {
    return context == null ? null : expression(context);
  }
}
