package io.espalier.runtime.interpreter;

import io.espalier.compiler.evaluation.EvaluationException;
import io.espalier.compiler.evaluation.Evaluator;
import io.espalier.compiler.ir.Block;
import io.espalier.compiler.ir.Expr;
import io.espalier.compiler.ir.Instruction;
import io.espalier.compiler.ir.IrProgram;
import io.espalier.compiler.ir.Pattern;
import io.espalier.compiler.ir.Place;
import io.espalier.compiler.ir.Routine;
import io.espalier.compiler.types.IrType;
import io.espalier.compiler.types.RecordValue;
import io.espalier.compiler.types.TypeText;
import io.espalier.compiler.types.UnsupportedJavaTypeException;
import io.espalier.compiler.types.ValueChecks;
import io.espalier.compiler.types.ValueException;
import io.espalier.compiler.types.ValueText;
import io.espalier.dsl.GenerationException;
import io.espalier.dsl.GenerationException.Reason;
import io.espalier.dsl.Scored;
import io.espalier.runtime.interpreter.BranchScope.Policy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Executes the instructions of a routine on a branch.
///
/// Confined to the branch's thread; each branch of a fork has a runner of its own over a copy of
/// the frame.
final class RoutineRunner {
  private final IrProgram program;
  private final Evaluator evaluator;
  private final ProgramConstraints constraints;
  private final ValueChecks checks;
  private final Branch branch;
  private final Frame frame;

  RoutineRunner(
      IrProgram program,
      Evaluator evaluator,
      ProgramConstraints constraints,
      ValueChecks checks,
      Branch branch,
      Frame frame) {
    this.program = program;
    this.evaluator = evaluator;
    this.constraints = constraints;
    this.checks = checks;
    this.branch = branch;
    this.frame = frame;
  }

  /// How a block ended.
  private sealed interface Signal {
    /// At its end.
    record Next() implements Signal {}

    /// With a `break`.
    record Break() implements Signal {}

    /// With the routine's or the branch's value.
    record Value(@Nullable Object value) implements Signal {}
  }

  private static final Signal NEXT = new Signal.Next();
  private static final Signal BREAK = new Signal.Break();

  /// Runs the body of a routine and returns its value, or null for a routine without one.
  @Nullable Object run(Routine routine) {
    return value(run(routine.body()));
  }

  private static @Nullable Object value(Signal signal) {
    return signal instanceof Signal.Value(var value) ? value : null;
  }

  private Signal run(Block block) {
    for (Instruction instruction : block.instructions()) {
      Signal signal = step(instruction);
      if (!(signal instanceof Signal.Next)) {
        return signal;
      }
    }
    return NEXT;
  }

  private Signal step(Instruction instruction) {
    try {
      return execute(instruction);
    } catch (EvaluationException e) {
      throw failure(instruction.place(), e.getMessage() + "");
    }
  }

  private GenerationException failure(Place place, String message) {
    return new GenerationException(Reason.FAILED, branch.path(), place + ": " + message, "");
  }

  private Signal execute(Instruction instruction) {
    switch (instruction) {
      case Instruction.AppendText(_, var text) -> branch.append(text);
      case Instruction.AppendValue(_, var value) -> branch.append(ValueText.of(evaluate(value)));
      case Instruction.BeginTurn(_, var role) -> branch.beginTurn(role);
      case Instruction.EndTurn _ -> branch.endTurn();
      case Instruction.Think(_, int maxTokens) -> branch.think(maxTokens);
      case Instruction.Generate generate -> generate(generate);
      case Instruction.Select select -> select(select);
      case Instruction.Compute(_, int slot, var value) -> frame.set(slot, evaluate(value));
      case Instruction.Fork fork -> fork(fork);
      case Instruction.Yield(_, var value) -> {
        return new Signal.Value(evaluate(value));
      }
      case Instruction.Return(_, var value) -> {
        return new Signal.Value(evaluate(value));
      }
      case Instruction.Break _ -> {
        return BREAK;
      }
      case Instruction.If(_, var condition, var then, var otherwise) -> {
        return run(test(condition) ? then : otherwise);
      }
      case Instruction.ForEach each -> {
        return forEach(each);
      }
      case Instruction.Loop(_, int maxRounds, var body) -> {
        return loop(maxRounds, body);
      }
      case Instruction.Match match -> {
        return match(match);
      }
      case Instruction.Invoke invoke -> invoke(invoke);
      case Instruction.CallTool call -> callTool(call);
      case Instruction.Assert check -> check(check);
    }
    return NEXT;
  }

  private @Nullable Object evaluate(Expr expr) {
    return evaluator.evaluate(expr, frame.cells, frame);
  }

  private boolean test(Expr condition) {
    return evaluator.test(condition, frame.cells, frame);
  }

  private void generate(Instruction.Generate generate) {
    Branch.Value value = branch.generate(constraints.generation(generate));
    frame.set(generate.slot(), value.value());
    frame.observe(generate.slot(), new Frame.Observed(value.logprob(), value.tokens(), null));
  }

  private void select(Instruction.Select select) {
    var texts = new ArrayList<String>();
    for (Object choice : items(select.choices())) {
      texts.add(ValueText.of(choice));
    }
    Scored<String> scored = branch.select(select.label(), select.method(), texts, texts);
    double logprob = 0;
    long tokens = 0;
    var scores = new ArrayList<@Nullable Object>();
    for (Scored.Score<String> score : scored.scores()) {
      Map<String, @Nullable Object> fields = new LinkedHashMap<>();
      fields.put("choice", score.choice());
      fields.put("logprob", score.logprob());
      fields.put("tokens", (long) score.tokens());
      fields.put("score", score.score());
      fields.put("probability", score.probability());
      scores.add(new RecordValue("Score", fields));
      if (score.choice().equals(scored.best())) {
        logprob = score.logprob();
        tokens = score.tokens();
      }
    }
    frame.set(select.slot(), scored.best());
    frame.observe(select.slot(), new Frame.Observed(logprob, tokens, List.copyOf(scores)));
  }

  private List<?> items(Expr expr) {
    if (evaluate(expr) instanceof List<?> list) {
      return list;
    }
    throw new IllegalStateException("the checker let something through that is no list: " + expr);
  }

  private void fork(Instruction.Fork fork) {
    List<?> items = items(fork.items());
    if (items.size() > fork.maxBranches()) {
      throw failure(
          fork.place(),
          "the fork has %d items; at most %d branches are allowed here"
              .formatted(items.size(), fork.maxBranches()));
    }
    Policy policy =
        fork.kind() == Instruction.ForkKind.RACE
            ? Policy.FIRST
            : fork.collect() ? Policy.COLLECT : Policy.ALL_OR_NOTHING;
    var boxed = new ArrayList<Item>();
    for (Object item : items) {
      boxed.add(new Item(item));
    }
    BranchScope.Result<@Nullable Object> result =
        branch.fork(fork.label(), boxed, policy, (child, item) -> runBranch(fork, child, item));
    frame.set(fork.slot(), joined(fork, policy, result));
  }

  /// An item of a fork, which may be null.
  private record Item(@Nullable Object value) {}

  private @Nullable Object runBranch(Instruction.Fork fork, Branch child, Item item) {
    Frame copy = frame.copy();
    copy.set(fork.itemSlot(), item.value());
    return value(
        new RoutineRunner(program, evaluator, constraints, checks, child, copy).run(fork.body()));
  }

  private @Nullable Object joined(
      Instruction.Fork fork, Policy policy, BranchScope.Result<@Nullable Object> result) {
    switch (policy) {
      case ALL_OR_NOTHING -> {
        if (result.decisive() >= 0) {
          throw Failures.asFailure(branch.path(), result.failure(result.decisive()));
        }
      }
      case FIRST -> {
        if (result.decisive() >= 0) {
          return result.branches().get(result.decisive()).value();
        }
        throw allFailed(fork, result);
      }
      case COLLECT -> {}
    }
    var values = new ArrayList<@Nullable Object>();
    for (BranchScope.Ended<@Nullable Object> ended : result.branches()) {
      values.add(ended.value());
    }
    return Collections.unmodifiableList(values);
  }

  private GenerationException allFailed(
      Instruction.Fork fork, BranchScope.Result<@Nullable Object> result) {
    if (result.branches().isEmpty()) {
      return failure(fork.place(), "the race has no items, so no branch can win");
    }
    Throwable first = result.failure(0);
    return failure(
        fork.place(),
        "all %d branches of the race failed; the first: %s"
            .formatted(result.branches().size(), first.getMessage()));
  }

  private Signal forEach(Instruction.ForEach each) {
    List<?> items = items(each.items());
    if (items.size() > each.maxItems()) {
      throw failure(
          each.place(),
          "the list has %d items; at most %d are allowed here"
              .formatted(items.size(), each.maxItems()));
    }
    for (Object item : items) {
      branch.run().checkLimits();
      frame.set(each.itemSlot(), item);
      Signal signal = run(each.body());
      if (signal instanceof Signal.Break) {
        return NEXT;
      }
      if (!(signal instanceof Signal.Next)) {
        return signal;
      }
    }
    return NEXT;
  }

  private Signal loop(int maxRounds, Block body) {
    for (int round = 0; round < maxRounds; round++) {
      branch.run().checkLimits();
      Signal signal = run(body);
      if (signal instanceof Signal.Break) {
        return NEXT;
      }
      if (!(signal instanceof Signal.Next)) {
        return signal;
      }
    }
    return NEXT;
  }

  private Signal match(Instruction.Match match) {
    Object subject = evaluate(match.subject());
    for (Instruction.Case one : match.cases()) {
      if (accepts(one.pattern(), subject)) {
        return run(one.body());
      }
    }
    throw failure(match.place(), "no case accepts " + ValueText.of(subject));
  }

  private boolean accepts(Pattern pattern, @Nullable Object subject) {
    return switch (pattern) {
      case Pattern.Alternative(var tag, var bindings) -> {
        if (!(subject instanceof RecordValue record) || !record.tag().equals(tag)) {
          yield false;
        }
        for (Pattern.Binding binding : bindings) {
          frame.set(binding.slot(), record.get(binding.field()));
        }
        yield true;
      }
      case Pattern.Literal(var literal) ->
          test(
              new Expr.Binary(
                  Expr.Operator.EQUAL, literal, new Expr.Constant(subject, literal.type())));
      case Pattern.Anything _ -> true;
    };
  }

  private void invoke(Instruction.Invoke invoke) {
    Routine routine =
        program
            .prompt(invoke.routine())
            .orElseThrow(
                () -> new IllegalStateException("prompt " + invoke.routine() + " is not there"));
    var arguments = new ArrayList<@Nullable Object>();
    for (Expr argument : invoke.arguments()) {
      arguments.add(evaluate(argument));
    }
    Object result =
        switch (invoke.mode()) {
          case INCLUDE -> run(routine, arguments, branch);
          case ASIDE -> branch.aside(invoke.label(), (child, _) -> run(routine, arguments, child));
          case CALL -> branch.call(invoke.label(), (child, _) -> run(routine, arguments, child));
        };
    frame.set(invoke.slot(), result);
  }

  private @Nullable Object run(Routine routine, List<@Nullable Object> arguments, Branch on) {
    var inner = new Frame(routine, on.run()::stats);
    for (int i = 0; i < arguments.size(); i++) {
      inner.set(i, arguments.get(i));
    }
    return new RoutineRunner(program, evaluator, constraints, checks, on, inner).run(routine);
  }

  private void callTool(Instruction.CallTool call) {
    Tool tool = branch.run().tools().get(call.tool());
    if (tool == null) {
      throw failure(
          call.place(),
          "tool '%s' is not registered; the host knows: %s"
              .formatted(call.tool(), branch.run().tools().keySet()));
    }
    var arguments = new ArrayList<@Nullable Object>();
    for (Expr argument : call.arguments()) {
      arguments.add(evaluate(argument));
    }
    IrType type =
        program
            .tool(call.tool())
            .orElseThrow(() -> new IllegalStateException("tool " + call.tool() + " is not there"))
            .result();
    try {
      frame.set(call.slot(), checks.fromJava(type, tool.call(arguments)));
    } catch (ValueException | UnsupportedJavaTypeException e) {
      throw failure(
          call.place(),
          "tool '%s' returned what is no %s: %s"
              .formatted(call.tool(), TypeText.of(type), e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GenerationException(
          Reason.CANCELLED, branch.path(), "cancelled in tool " + call.tool(), "");
    } catch (Exception e) {
      var failure =
          failure(call.place(), "tool '%s' failed: %s".formatted(call.tool(), e.getMessage()));
      failure.initCause(e);
      throw failure;
    }
  }

  private void check(Instruction.Assert check) {
    if (test(check.condition())) {
      return;
    }
    String text = FailedCheck.describe(check, this::evaluate);
    if (check.hard()) {
      throw failure(check.place(), "assertion failed: " + text);
    }
    branch.run().checkFailed(branch.path(), check.place() + ": " + text);
  }
}
