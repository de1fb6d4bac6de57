package io.espalier.compiler.lowering;

import io.espalier.compiler.analysis.Callable;
import io.espalier.compiler.analysis.Effects;
import io.espalier.compiler.analysis.Facts;
import io.espalier.compiler.analysis.Meaning;
import io.espalier.compiler.ir.Block;
import io.espalier.compiler.ir.Expr;
import io.espalier.compiler.ir.Instruction;
import io.espalier.compiler.ir.Place;
import io.espalier.compiler.types.IrType;
import io.espalier.dsl.SelectMethod;
import io.espalier.dsl.ast.BinaryOperator;
import io.espalier.dsl.ast.Expression;
import io.espalier.dsl.ast.Name;
import io.espalier.dsl.ast.Node;
import io.espalier.dsl.ast.Statement;
import io.espalier.dsl.ast.TemplatePart;
import io.espalier.dsl.ast.UnaryOperator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Lowers expressions: effects to instructions, the rest to pure expressions.
final class ExpressionLowering {
  private final BodyLowering body;
  private final Facts facts;

  ExpressionLowering(BodyLowering body, Facts facts) {
    this.body = body;
    this.facts = facts;
  }

  /// The pure expression for what remains of `expression` after its effects.
  Expr lower(Expression expression) {
    Expr lowered = lowered(expression);
    return facts.becomesFloat(expression) ? toFloat(lowered) : lowered;
  }

  private static Expr toFloat(Expr expr) {
    return expr instanceof Expr.Constant(var value, _) && value instanceof Long whole
        ? new Expr.Constant((double) whole, IrType.Decimal.any())
        : new Expr.Method(expr, "toFloat", List.of());
  }

  /// Lowers an expression so that its value ends in `slot`.
  void into(Expression expression, int slot, String label) {
    if (effect(expression, slot, label)) {
      if (facts.becomesFloat(expression)) {
        emit(new Instruction.Compute(place(expression), slot, toFloat(new Expr.SlotRef(slot))));
      }
    } else {
      emit(new Instruction.Compute(place(expression), slot, lower(expression)));
    }
  }

  /// Emits the instruction that an expression is as a whole, if it is one.
  private boolean effect(Expression expression, int slot, String label) {
    switch (expression) {
      case Expression.Gen gen -> generate(gen, label.isEmpty() ? "gen" : label, slot);
      case Expression.Select select -> select(select, label.isEmpty() ? "select" : label, slot);
      case Expression.Fork fork -> fork(fork, label.isEmpty() ? "fork" : label, slot);
      case Expression.Race race -> race(race, label.isEmpty() ? "race" : label, slot);
      case Expression.Call call when isEffect(call) -> invoke(call, slot, call.mode());
      case Expression.MethodCall call when isEffect(call) ->
          invoke(call, slot, Expression.CallMode.PLAIN);
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean isEffect(Expression call) {
    return facts.meaning(call) instanceof Meaning.Invocation(var callable, _)
        && callable.kind() != Callable.Kind.FUNCTION;
  }

  private Expr lowered(Expression expression) {
    return switch (expression) {
      case Expression.StringLiteral(_, var template) ->
          template.isConstant()
              ? text(template.constantText())
              : new Expr.Join(join(template.parts()));
      case Expression.IntLiteral(_, long value) -> new Expr.Constant(value, IrType.Int.any());
      case Expression.FloatLiteral(_, double value) ->
          new Expr.Constant(value, IrType.Decimal.any());
      case Expression.BoolLiteral(_, boolean value) -> new Expr.Constant(value, new IrType.Bool());
      case Expression.NullLiteral _ -> new Expr.Constant(null, new IrType.None());
      case Expression.Reference reference -> new Expr.SlotRef(slot(reference));
      case Expression.Member member -> member(member);
      case Expression.MethodCall call -> methodCall(call);
      case Expression.Call call -> call(call);
      case Expression.Unary(_, var operator, var operand) ->
          operator == UnaryOperator.NEGATE
              ? new Expr.Negate(lower(operand))
              : new Expr.Not(lower(operand));
      case Expression.Binary binary -> binary(binary);
      case Expression.ListLiteral(_, var elements) -> new Expr.ListExpr(all(elements));
      case Expression.RecordLiteral record -> record(record);
      case Expression.RangeExpression(_, var low, var high) -> {
        List<Expr> ends = all(List.of(low, high));
        yield new Expr.Range(ends.get(0), ends.get(1));
      }
      case Expression.Gen _, Expression.Select _, Expression.Fork _, Expression.Race _ ->
          effectValue(expression);
    };
  }

  private Expr effectValue(Expression expression) {
    int slot = body.frame().temporary(facts.type(expression));
    effect(expression, slot, "");
    return new Expr.SlotRef(slot);
  }

  private static Expr.Constant text(String text) {
    return new Expr.Constant(text, IrType.Text.free());
  }

  private List<Expr> join(List<TemplatePart> parts) {
    List<Expr> lowered = new ArrayList<>();
    for (TemplatePart part : parts) {
      switch (part) {
        case TemplatePart.LiteralPart(_, var literal) -> lowered.add(text(literal));
        case TemplatePart.InterpolationPart(_, var inner) -> lowered.add(lower(inner));
        case TemplatePart.HolePart _ ->
            throw new IllegalStateException("a hole in a value at " + place(part));
      }
    }
    return lowered;
  }

  private int slot(Expression reference) {
    if (facts.meaning(reference) instanceof Meaning.Use(var variable)) {
      return body.frame().of(variable);
    }
    throw new IllegalStateException("no variable at " + place(reference));
  }

  private Expr member(Expression.Member member) {
    return switch (facts.meaning(member)) {
      case Meaning.EnumConstant(var type, var value) -> new Expr.Constant(value, type);
      case Meaning.FieldOf(var field) -> new Expr.Member(lower(member.receiver()), field);
      case Meaning.Receiver _ -> lower(member.receiver());
      case Meaning.InfoOf(var info) -> info(member, info);
      case Meaning.CounterOf(var counter) ->
          member.receiver() instanceof Expression.Call
              ? new Expr.Stats(counter)
              : new Expr.Member(lower(member.receiver()), counter.label());
      case Meaning.Use _, Meaning.Statistics _, Meaning.Invocation _, Meaning.BuiltIn _ ->
          throw new IllegalStateException("no member at " + place(member));
    };
  }

  private Expr info(Expression.Member member, Expr.Fact info) {
    if (lower(member.receiver()) instanceof Expr.SlotRef(int slot)) {
      return new Expr.SlotInfo(slot, info);
    }
    throw new IllegalStateException("no generation at " + place(member));
  }

  private Expr methodCall(Expression.MethodCall call) {
    if (!(facts.meaning(call) instanceof Meaning.BuiltIn(var name, var arguments))) {
      return invocation(call);
    }
    Expr receiver = lower(call.receiver());
    List<Expr> lowered = new ArrayList<>();
    for (Meaning.BuiltInArgument argument : arguments) {
      Expr value = lower(argument.value());
      lowered.add(
          argument.item().isEmpty()
              ? value
              : new Expr.Lambda(body.frame().of(argument.item().getFirst()), value));
    }
    return new Expr.Method(receiver, name, lowered);
  }

  private Expr call(Expression.Call call) {
    if (facts.meaning(call) instanceof Meaning.Statistics) {
      List<String> names = new ArrayList<>();
      List<Expr> values = new ArrayList<>();
      for (Expr.Counter counter : Expr.Counter.values()) {
        names.add(counter.label());
        values.add(new Expr.Stats(counter));
      }
      return new Expr.RecordExpr("Stats", names, values);
    }
    return invocation(call);
  }

  private Expr invocation(Expression call) {
    if (!(facts.meaning(call) instanceof Meaning.Invocation(var callable, var arguments))) {
      throw new IllegalStateException("no call at " + place(call));
    }
    return callable.kind() == Callable.Kind.FUNCTION
        ? new Expr.FunctionCall(callable.name(), all(arguments))
        : effectValue(call);
  }

  /// Lowers several expressions in order. What comes before an effect and could look different
  /// after it is computed before it.
  private List<Expr> all(List<Expression> expressions) {
    int lastEffect = -1;
    for (int i = 0; i < expressions.size(); i++) {
      if (Effects.has(expressions.get(i), facts)) {
        lastEffect = i;
      }
    }
    List<Expr> lowered = new ArrayList<>();
    for (int i = 0; i < expressions.size(); i++) {
      Expression expression = expressions.get(i);
      Expr expr = lower(expression);
      boolean settled = expr instanceof Expr.Constant || expr instanceof Expr.SlotRef;
      if (i < lastEffect && !settled) {
        int slot = body.frame().temporary(facts.type(expression));
        emit(new Instruction.Compute(place(expression), slot, expr));
        expr = new Expr.SlotRef(slot);
      }
      lowered.add(expr);
    }
    return lowered;
  }

  private Expr binary(Expression.Binary binary) {
    BinaryOperator operator = binary.operator();
    boolean decides =
        operator == BinaryOperator.AND
            || operator == BinaryOperator.OR
            || operator == BinaryOperator.OR_ELSE;
    if (decides && Effects.has(binary.right(), facts)) {
      return deciding(binary);
    }
    List<Expr> operands = all(List.of(binary.left(), binary.right()));
    return new Expr.Binary(operator(operator), operands.get(0), operands.get(1));
  }

  /// An operator whose right operand has effects that must not happen unless it is needed.
  private Expr deciding(Expression.Binary binary) {
    Place place = place(binary);
    int slot = body.frame().temporary(facts.type(binary));
    var value = new Expr.SlotRef(slot);
    emit(new Instruction.Compute(place, slot, lower(binary.left())));
    Expr needed =
        switch (binary.operator()) {
          case AND -> value;
          case OR -> new Expr.Not(value);
          default ->
              new Expr.Binary(
                  Expr.Operator.EQUAL, value, new Expr.Constant(null, new IrType.None()));
        };
    Block then =
        body.emitter()
            .block(() ->
                emit(new Instruction.Compute(place(binary.right()), slot, lower(binary.right()))));
    emit(new Instruction.If(place, needed, then, Block.of(List.of())));
    return value;
  }

  private static Expr.Operator operator(BinaryOperator operator) {
    return switch (operator) {
      case OR -> Expr.Operator.OR;
      case AND -> Expr.Operator.AND;
      case EQUAL -> Expr.Operator.EQUAL;
      case NOT_EQUAL -> Expr.Operator.NOT_EQUAL;
      case LESS -> Expr.Operator.LESS;
      case LESS_OR_EQUAL -> Expr.Operator.LESS_EQUAL;
      case GREATER -> Expr.Operator.GREATER;
      case GREATER_OR_EQUAL -> Expr.Operator.GREATER_EQUAL;
      case CONTAINS -> Expr.Operator.CONTAINS;
      case OR_ELSE -> Expr.Operator.COALESCE;
      case ADD -> Expr.Operator.ADD;
      case SUBTRACT -> Expr.Operator.SUBTRACT;
      case MULTIPLY -> Expr.Operator.MULTIPLY;
      case DIVIDE -> Expr.Operator.DIVIDE;
      case REMAINDER -> Expr.Operator.REMAINDER;
    };
  }

  private Expr record(Expression.RecordLiteral literal) {
    if (!(facts.type(literal) instanceof IrType.RecordType type)) {
      throw new IllegalStateException("no record at " + place(literal));
    }
    List<Expr> written = all(literal.fields().stream().map(Expression.FieldValue::value).toList());
    Map<String, Expr> byName = new HashMap<>();
    for (int i = 0; i < written.size(); i++) {
      byName.put(literal.fields().get(i).name().text(), written.get(i));
    }
    List<String> names = new ArrayList<>();
    List<Expr> values = new ArrayList<>();
    for (IrType.Field field : type.fields()) {
      names.add(field.name());
      values.add(byName.getOrDefault(field.name(), new Expr.Constant(null, new IrType.None())));
    }
    return new Expr.RecordExpr(type.name(), names, values);
  }

  private void generate(Expression.Gen gen, String label, int slot) {
    generate(gen, facts.type(gen), label, slot);
  }

  /// Emits the generation that a `gen` or a hole is.
  void generate(Node node, IrType type, String label, int slot) {
    Facts.Settings settings = facts.settings(node);
    if (settings.thinkTokens() > 0) {
      body.emitter().think(new Instruction.Think(place(node), settings.thinkTokens()));
    }
    body.emitter()
        .generation(
            new Instruction.Generate(
                place(node),
                label,
                slot,
                type,
                -1,
                settings.options(),
                type instanceof IrType.OptionalOf));
  }

  private void select(Expression.Select select, String label, int slot) {
    Expr choices = lower(select.choices());
    SelectMethod method = SelectMethod.MEAN_LOGPROB;
    Name named = select.method();
    for (SelectMethod candidate : SelectMethod.values()) {
      if (named != null && candidate.label().equals(named.text())) {
        method = candidate;
      }
    }
    body.emitter().generation(new Instruction.Select(place(select), label, slot, choices, method));
  }

  private void fork(Expression.Fork fork, String label, int slot) {
    Expression count = fork.count();
    Expression iterable = fork.iterable();
    Expr items =
        count != null
            ? new Expr.Range(new Expr.Constant(1L, IrType.Int.any()), lower(count))
            : lower(Objects.requireNonNull(iterable));
    var kind = count != null ? Instruction.ForkKind.SAMPLES : Instruction.ForkKind.FORK;
    branches(fork, kind, label, slot, items, fork.body().statements(), fork.collect());
  }

  private void race(Expression.Race race, String label, int slot) {
    Expr items = lower(race.iterable());
    var kind = Instruction.ForkKind.RACE;
    branches(race, kind, label, slot, items, race.body().statements(), false);
  }

  private void branches(
      Node node,
      Instruction.ForkKind kind,
      String label,
      int slot,
      Expr items,
      List<Statement> statements,
      boolean collect) {
    int item = facts.introduces(node) ? body.frame().of(facts.variable(node)) : -1;
    Block block = body.emitter().branch(() -> body.statements(statements));
    emit(
        new Instruction.Fork(
            place(node), label, kind, slot, item, items, facts.bound(node), block, collect));
  }

  private void invoke(Expression call, int slot, Expression.CallMode mode) {
    invoke(
        call,
        slot,
        mode == Expression.CallMode.ASIDE
            ? Instruction.InvokeMode.ASIDE
            : Instruction.InvokeMode.CALL);
  }

  /// Emits the call of a prompt or tool.
  void invoke(Expression call, int slot, Instruction.InvokeMode mode) {
    if (!(facts.meaning(call) instanceof Meaning.Invocation(var callable, var arguments))) {
      throw new IllegalStateException("no call at " + place(call));
    }
    List<Expr> lowered = all(arguments);
    String name = callable.name();
    emit(
        callable.kind() == Callable.Kind.TOOL
            ? new Instruction.CallTool(place(call), slot, name, lowered)
            : new Instruction.Invoke(place(call), name, slot, mode, name, lowered));
  }

  private void emit(Instruction instruction) {
    body.emitter().emit(instruction);
  }

  private Place place(@Nullable Node node) {
    return body.place(node);
  }
}
