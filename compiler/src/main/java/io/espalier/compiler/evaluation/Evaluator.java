package io.espalier.compiler.evaluation;

import io.espalier.compiler.ir.Expr;
import io.espalier.compiler.ir.Function;
import io.espalier.compiler.types.RecordValue;
import io.espalier.compiler.types.ValueText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Evaluates expressions. Immutable and free to share; an evaluation is bounded in steps, list
/// sizes and text sizes, so it always ends.
public final class Evaluator {
  /// Most expression nodes that one evaluation visits.
  static final int MAX_STEPS = 20_000_000;

  /// Most items of a list that an expression makes.
  static final int MAX_ITEMS = 1_000_000;

  /// Most UTF-16 units of a text that an expression makes.
  static final int MAX_TEXT = 64 * 1024 * 1024;

  private final Map<String, Function> functions;

  /// An evaluator that knows these functions.
  public Evaluator(List<Function> functions) {
    Map<String, Function> byName = new LinkedHashMap<>();
    for (Function function : functions) {
      byName.put(function.name(), function);
    }
    this.functions = byName;
  }

  /// The value of `expr` over `frame`. Lambdas write their items into the frame's cells that belong
  /// to them; nothing else is changed.
  ///
  /// @throws EvaluationException if there is no value for these data
  public @Nullable Object evaluate(Expr expr, @Nullable Object[] frame, Observations observations) {
    return new Evaluation(observations).value(expr, frame);
  }

  /// The value of a condition.
  ///
  /// @throws EvaluationException if there is no value for these data
  public boolean test(Expr condition, @Nullable Object[] frame, Observations observations) {
    return Operators.truth(evaluate(condition, frame, observations));
  }

  /// One evaluation and the work it has left. Confined to its thread.
  final class Evaluation {
    private final Observations observations;
    private int steps = MAX_STEPS;

    Evaluation(Observations observations) {
      this.observations = observations;
    }

    @Nullable Object value(Expr expr, @Nullable Object[] frame) {
      if (--steps < 0) {
        throw new EvaluationException(
            "an expression took more than " + MAX_STEPS + " steps; make its lists shorter");
      }
      return switch (expr) {
        case Expr.Constant(var value, _) -> value;
        case Expr.SlotRef(int slot) -> frame[slot];
        case Expr.SlotInfo(int slot, var info) -> observations.info(slot, info);
        case Expr.Stats(var counter) -> observations.counter(counter);
        case Expr.Binary binary -> binary(binary, frame);
        case Expr.Negate(var operand) -> Operators.negate(value(operand, frame));
        case Expr.Not(var operand) -> !Operators.truth(value(operand, frame));
        case Expr.Conditional(var condition, var then, var otherwise) ->
            Operators.truth(value(condition, frame)) ? value(then, frame) : value(otherwise, frame);
        case Expr.Member(var target, var field) -> member(value(target, frame), field);
        case Expr.Index(var target, var index) ->
            Operators.index(value(target, frame), value(index, frame));
        case Expr.Method method -> method(method, frame);
        case Expr.Lambda _ ->
            throw new IllegalStateException("a lambda is an argument of a method only");
        case Expr.ListExpr(var items) -> Collections.unmodifiableList(values(items, frame));
        case Expr.Range(var from, var to) -> Operators.range(value(from, frame), value(to, frame));
        case Expr.RecordExpr record -> record(record, frame);
        case Expr.Join(var parts) -> join(parts, frame);
        case Expr.FunctionCall(var name, var arguments) -> call(name, values(arguments, frame));
      };
    }

    private @Nullable Object binary(Expr.Binary binary, @Nullable Object[] frame) {
      Object left = value(binary.left(), frame);
      return switch (binary.operator()) {
        case AND -> Operators.truth(left) && Operators.truth(value(binary.right(), frame));
        case OR -> Operators.truth(left) || Operators.truth(value(binary.right(), frame));
        case COALESCE -> left != null ? left : value(binary.right(), frame);
        default -> Operators.apply(binary.operator(), left, value(binary.right(), frame));
      };
    }

    private @Nullable Object member(@Nullable Object target, String field) {
      return switch (target) {
        case RecordValue record -> record.get(field);
        case JsonNode node -> Operators.index(node, field);
        case null ->
            throw new EvaluationException("there is no value to take the field '" + field + "' of");
        default ->
            throw new IllegalStateException("a field of " + target.getClass().getSimpleName());
      };
    }

    private RecordValue record(Expr.RecordExpr record, @Nullable Object[] frame) {
      Map<String, @Nullable Object> fields = new LinkedHashMap<>();
      for (int i = 0; i < record.fields().size(); i++) {
        fields.put(record.fields().get(i), value(record.values().get(i), frame));
      }
      return new RecordValue(record.typeName(), fields);
    }

    private String join(List<Expr> parts, @Nullable Object[] frame) {
      var text = new StringBuilder();
      for (Expr part : parts) {
        text.append(ValueText.of(value(part, frame)));
        Operators.requireText(text.length());
      }
      return text.toString();
    }

    private @Nullable Object call(String name, List<@Nullable Object> arguments) {
      Function function = functions.get(name);
      if (function == null) {
        throw new IllegalStateException("function " + name + " is not in the program");
      }
      @Nullable Object[] frame = new @Nullable Object[function.slots().size()];
      for (int i = 0; i < arguments.size(); i++) {
        frame[i] = arguments.get(i);
      }
      return value(function.body(), frame);
    }

    private @Nullable Object method(Expr.Method method, @Nullable Object[] frame) {
      Object target = value(method.target(), frame);
      if (method.name().equals("toString")) {
        return ValueText.of(target);
      }
      List<Expr> arguments = method.arguments();
      if (target instanceof List<?> list) {
        if (!arguments.isEmpty() && arguments.getFirst() instanceof Expr.Lambda lambda) {
          return LambdaMethods.apply(method.name(), list, item -> apply(lambda, item, frame));
        }
        return ListMethods.apply(method.name(), list, values(arguments, frame));
      }
      return switch (target) {
        case String text -> TextMethods.apply(method.name(), text, values(arguments, frame));
        case Long number -> NumberMethods.apply(method.name(), number);
        case Double number -> NumberMethods.apply(method.name(), number);
        case Map<?, ?> map -> MapMethods.apply(method.name(), map, values(arguments, frame));
        case JsonNode node -> JsonMethods.apply(method.name(), node);
        case null ->
            throw new EvaluationException("there is no value to call '" + method.name() + "' on");
        default ->
            throw new IllegalStateException(
                "method " + method.name() + " of " + target.getClass().getSimpleName());
      };
    }

    private @Nullable Object apply(
        Expr.Lambda lambda, @Nullable Object item, @Nullable Object[] frame) {
      frame[lambda.slot()] = item;
      return value(lambda.body(), frame);
    }

    private List<@Nullable Object> values(List<Expr> items, @Nullable Object[] frame) {
      List<@Nullable Object> values = new ArrayList<>(items.size());
      for (Expr item : items) {
        values.add(value(item, frame));
      }
      return values;
    }
  }
}
