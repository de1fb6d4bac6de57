package io.espalier.compiler.passes;

import io.espalier.compiler.ir.Block;
import io.espalier.compiler.ir.Expr;
import io.espalier.compiler.ir.GenerateOptions;
import io.espalier.compiler.ir.Instruction;
import io.espalier.compiler.ir.IrProgram;
import io.espalier.compiler.ir.Routine;
import io.espalier.compiler.types.Bounds;
import io.espalier.compiler.types.TextBounds;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Computes the static bound of prompts. It adds what follows each other, takes the larger of what
/// excludes each other and multiplies by the bounds of loops and forks, so it holds for every run,
/// and it is reached where every loop runs to its end.
public final class ComputeBound {
  private final IrProgram program;
  private final Map<String, StaticBound> routines = new HashMap<>();

  private ComputeBound(IrProgram program) {
    this.program = program;
  }

  /// The bound of a prompt or test of the program, its own stream included.
  public static StaticBound of(IrProgram program, Routine routine) {
    return new ComputeBound(program).block(routine.body()).onNewStream();
  }

  private StaticBound block(Block block) {
    StaticBound sum = StaticBound.NOTHING;
    for (Instruction instruction : block.instructions()) {
      sum = sum.then(instruction(instruction));
    }
    return sum;
  }

  private StaticBound instruction(Instruction instruction) {
    return switch (instruction) {
      case Instruction.AppendText(_, var text) ->
          new StaticBound(0, 0, 0, 0, 0, text.codePointCount(0, text.length()), 0);
      case Instruction.AppendValue _ -> new StaticBound(0, 0, 0, 0, 0, 0, 1);
      case Instruction.Think(_, int max) -> tokens(max);
      case Instruction.Generate generate -> generate(generate);
      case Instruction.Select select ->
          new StaticBound(longest(select.choices()), 1, 0, 0, 0, 0, 0);
      case Instruction.Fork fork -> block(fork.body()).onNewStream().times(fork.maxBranches());
      case Instruction.If(_, _, var then, var otherwise) -> block(then).or(block(otherwise));
      case Instruction.ForEach(_, _, _, int max, var body) -> block(body).times(max);
      case Instruction.Loop(_, int max, var body) -> block(body).times(max);
      case Instruction.Match(_, _, var cases) -> {
        StaticBound most = StaticBound.NOTHING;
        for (Instruction.Case matchCase : cases) {
          most = most.or(block(matchCase.body()));
        }
        yield most;
      }
      case Instruction.Invoke(_, _, _, var mode, var name, _) ->
          switch (mode) {
            case INCLUDE -> routine(name);
            case ASIDE, CALL -> routine(name).onNewStream();
          };
      case Instruction.CallTool _ -> new StaticBound(0, 0, 0, 0, 1, 0, 0);
      case Instruction.BeginTurn _,
          Instruction.EndTurn _,
          Instruction.Compute _,
          Instruction.Yield _,
          Instruction.Return _,
          Instruction.Break _,
          Instruction.Assert _ ->
          StaticBound.NOTHING;
    };
  }

  private static StaticBound tokens(long count) {
    return new StaticBound(count, 0, 0, 0, 0, 0, 0);
  }

  /// A value has no more tokens than bytes, and an end token may follow it.
  private static StaticBound generate(Instruction.Generate generate) {
    GenerateOptions options = generate.options();
    long value = Math.min(TextBounds.bareBytes(generate.type()) + 1, options.maxTokens());
    return new StaticBound(value, 1, 0, 0, 0, 0, 0).times(options.retry() + 1L);
  }

  /// The tokens of the longest choice, as far as it is known.
  private static long longest(Expr choices) {
    if (!(choices instanceof Expr.ListExpr(var items))) {
      return Bounds.TEXT_TOKENS;
    }
    long most = 0;
    for (Expr item : items) {
      most =
          item instanceof Expr.Constant(var value, _)
              ? Math.max(most, bytes(value))
              : Math.max(most, Bounds.TEXT_TOKENS);
    }
    return most;
  }

  private static long bytes(@Nullable Object value) {
    return String.valueOf(value).getBytes(StandardCharsets.UTF_8).length;
  }

  private StaticBound routine(String name) {
    StaticBound known = routines.get(name);
    if (known == null) {
      Routine routine =
          program.prompt(name).orElseThrow(() -> new IllegalStateException("no prompt " + name));
      known = block(routine.body());
      routines.put(name, known);
    }
    return known;
  }
}
