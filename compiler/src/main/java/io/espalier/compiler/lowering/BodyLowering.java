package io.espalier.compiler.lowering;

import io.espalier.compiler.analysis.Facts;
import io.espalier.compiler.analysis.Module;
import io.espalier.compiler.analysis.Program;
import io.espalier.compiler.ir.Block;
import io.espalier.compiler.ir.Expr;
import io.espalier.compiler.ir.Instruction;
import io.espalier.compiler.ir.Pattern;
import io.espalier.compiler.ir.Place;
import io.espalier.compiler.types.IrType;
import io.espalier.dsl.ast.Expression;
import io.espalier.dsl.ast.Node;
import io.espalier.dsl.ast.Statement;
import io.espalier.dsl.ast.Template;
import io.espalier.dsl.ast.TemplatePart;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Lowers the statements of one body.
final class BodyLowering {
  private static final int DROPPED = -1;

  private final Module module;
  private final Facts facts;
  private final Frame frame = new Frame();
  private final Emitter emitter;
  private final ExpressionLowering expressions;

  BodyLowering(Program program, Module module, boolean conversation) {
    this.module = module;
    this.facts = program.facts();
    this.emitter = new Emitter(conversation);
    this.expressions = new ExpressionLowering(this, facts);
  }

  Frame frame() {
    return frame;
  }

  Emitter emitter() {
    return emitter;
  }

  ExpressionLowering expressions() {
    return expressions;
  }

  Place place(@Nullable Node node) {
    if (node == null || node.span().end() > module.source().length()) {
      return Place.NONE;
    }
    int start = node.span().start();
    return new Place(
        module.source().name(), module.source().line(start), module.source().column(start));
  }

  /// The whole body.
  Block body(Statement.Block block) {
    return emitter.block(() -> statements(block.statements()));
  }

  void statements(List<Statement> statements) {
    for (Statement statement : statements) {
      if (!emitter.ended()) {
        lower(statement);
      }
    }
  }

  private void lower(Statement statement) {
    Place place = place(statement);
    switch (statement) {
      case Statement.Text(_, var template) -> text(template);
      case Statement.Turn(_, var role, var body) -> emitter.turn(place, role, () -> turn(body));
      case Statement.Let let ->
          expressions.into(let.value(), frame.of(facts.variable(let)), let.name().text());
      case Statement.ExpressionStatement(_, var expression) -> expressions.lower(expression);
      case Statement.Include(_, var call) ->
          expressions.invoke(call, DROPPED, Instruction.InvokeMode.INCLUDE);
      case Statement.Return(_, var value) ->
          emitter.end(new Instruction.Return(place, value(value)), true);
      case Statement.Yield(_, var value) ->
          emitter.endBranch(new Instruction.Yield(place, expressions.lower(value)));
      case Statement.Assert(_, var condition, var message) ->
          assertion(place, true, condition, message);
      case Statement.Check(_, var condition, var message) ->
          assertion(place, false, condition, message);
      case Statement.If branches -> branches(branches.branches(), branches.otherwise());
      case Statement.Match match -> match(place, match);
      case Statement.For loop -> each(place, loop);
      case Statement.Loop loop ->
          emitter.emit(
              new Instruction.Loop(
                  place,
                  facts.bound(loop),
                  emitter.loop(() -> statements(loop.body().statements()))));
      case Statement.Break _ -> emitter.end(new Instruction.Break(place), false);
      case Statement.Think think ->
          emitter.think(new Instruction.Think(place, facts.settings(think).thinkTokens()));
      case Statement.Block(_, var inner) -> statements(inner);
    }
  }

  private Expr value(@Nullable Expression value) {
    return value == null ? new Expr.Constant(null, new IrType.None()) : expressions.lower(value);
  }

  private void turn(Statement.TurnBody body) {
    switch (body) {
      case Statement.TurnText(_, var template) -> text(template);
      case Statement.Block(_, var inner) -> statements(inner);
    }
  }

  private void text(Template template) {
    for (TemplatePart part : template.parts()) {
      switch (part) {
        case TemplatePart.LiteralPart(_, var literal) ->
            emitter.emit(new Instruction.AppendText(place(part), literal));
        case TemplatePart.InterpolationPart(_, var expression) -> {
          Expr value = expressions.lower(expression);
          emitter.emit(new Instruction.AppendValue(place(part), value));
        }
        case TemplatePart.HolePart hole ->
            expressions.generate(
                hole, facts.type(hole), hole.name().text(), frame.of(facts.variable(hole)));
      }
    }
  }

  private void assertion(
      Place place, boolean hard, Expression condition, @Nullable Expression message) {
    Expr lowered = expressions.lower(condition);
    Optional<Expr> said = Optional.ofNullable(message).map(expressions::lower);
    String text = module.source().slice(condition.span());
    emitter.emit(new Instruction.Assert(place, hard, lowered, text, said));
  }

  private void branches(List<Statement.Branch> branches, Statement.@Nullable Block otherwise) {
    if (branches.isEmpty()) {
      if (otherwise != null) {
        statements(otherwise.statements());
      }
      return;
    }
    Statement.Branch first = branches.getFirst();
    Expr condition = expressions.lower(first.condition());
    List<Statement.Branch> rest = branches.subList(1, branches.size());
    Emitter.Alternatives blocks =
        emitter.alternatives(
            List.of(() -> statements(first.body().statements()), () -> branches(rest, otherwise)));
    emitter.emitBranching(
        new Instruction.If(
            place(first), condition, blocks.written().get(0), blocks.written().get(1)),
        blocks);
  }

  private void match(Place place, Statement.Match match) {
    Expr subject = expressions.lower(match.subject());
    List<Runnable> bodies = new ArrayList<>();
    for (Statement.Case matchCase : match.cases()) {
      bodies.add(() -> lower(matchCase.body()));
    }
    Emitter.Alternatives blocks = emitter.alternatives(bodies);
    List<Instruction.Case> cases = new ArrayList<>();
    for (int i = 0; i < match.cases().size(); i++) {
      cases.add(new Instruction.Case(pattern(match.cases().get(i)), blocks.written().get(i)));
    }
    emitter.emitBranching(new Instruction.Match(place, subject, cases), blocks);
  }

  private Pattern pattern(Statement.Case matchCase) {
    return switch (facts.caseFact(matchCase)) {
      case Facts.CaseFact.Rest _ -> new Pattern.Anything();
      case Facts.CaseFact.Value(var type, var value) ->
          new Pattern.Literal(new Expr.Constant(value, type));
      case Facts.CaseFact.Tag(var tag, var bindings) -> {
        List<Pattern.Binding> slots = new ArrayList<>();
        for (Facts.FieldBinding binding : bindings) {
          slots.add(new Pattern.Binding(binding.field(), frame.of(binding.variable())));
        }
        yield new Pattern.Alternative(tag, slots);
      }
    };
  }

  private void each(Place place, Statement.For loop) {
    Expr items = expressions.lower(loop.iterable());
    int slot = frame.of(facts.variable(loop));
    Block block = emitter.loop(() -> statements(loop.body().statements()));
    emitter.emit(new Instruction.ForEach(place, slot, items, facts.bound(loop), block));
  }
}
