package io.espalier.runtime.interpreter;

import io.espalier.compiler.ir.Block;
import io.espalier.compiler.ir.Instruction;
import io.espalier.compiler.ir.IrProgram;
import io.espalier.compiler.ir.Routine;
import java.util.List;

/// The most tokens that a program can generate on one stream, what it inherits from the streams
/// that it is forked from included: what the engine must be able to hold at once.
///
/// The program's whole bound, [ComputeBound], is no measure for that: branches come and go.
final class StreamBound {
  private final IrProgram program;

  private StreamBound(IrProgram program) {
    this.program = program;
  }

  /// Tokens on the stream itself, and on the longest stream that begins with it.
  private record Length(long own, long longest) {
    static final Length NOTHING = new Length(0, 0);

    Length then(Length next) {
      return new Length(
          Math.addExact(own, next.own), Math.max(longest, Math.addExact(own, next.longest)));
    }

    Length or(Length other) {
      return new Length(Math.max(own, other.own), Math.max(longest, other.longest));
    }

    Length times(long count) {
      return count == 0
          ? NOTHING
          : new Length(
              Math.multiplyExact(own, count),
              Math.addExact(Math.multiplyExact(own, count - 1), longest));
    }
  }

  /// Returns the bound of a prompt or test; [Long#MAX_VALUE] where it is larger than a number.
  static long of(IrProgram program, Routine routine) {
    try {
      return new StreamBound(program).block(routine.body()).longest();
    } catch (ArithmeticException _) {
      return Long.MAX_VALUE;
    }
  }

  private Length block(Block block) {
    Length sum = Length.NOTHING;
    for (Instruction instruction : block.instructions()) {
      sum = sum.then(instruction(instruction));
    }
    return sum;
  }

  private Length instruction(Instruction instruction) {
    return switch (instruction) {
      case Instruction.Think(_, int max) -> new Length(max, max);
      case Instruction.Generate generate -> {
        // A repetition takes back what it repeats.
        int most = generate.options().maxTokens();
        yield new Length(most, most);
      }
      case Instruction.Fork fork -> new Length(0, block(fork.body()).longest());
      case Instruction.If(_, _, var then, var otherwise) -> block(then).or(block(otherwise));
      case Instruction.ForEach(_, _, _, int max, var body) -> block(body).times(max);
      case Instruction.Loop(_, int max, var body) -> block(body).times(max);
      case Instruction.Match(_, _, List<Instruction.Case> cases) -> {
        Length most = Length.NOTHING;
        for (Instruction.Case matchCase : cases) {
          most = most.or(block(matchCase.body()));
        }
        yield most;
      }
      case Instruction.Invoke(_, _, _, var mode, var name, _) ->
          switch (mode) {
            case INCLUDE -> routine(name);
            case ASIDE, CALL -> new Length(0, routine(name).longest());
          };
      case Instruction.AppendText _,
          Instruction.AppendValue _,
          Instruction.Select _,
          Instruction.CallTool _,
          Instruction.BeginTurn _,
          Instruction.EndTurn _,
          Instruction.Compute _,
          Instruction.Yield _,
          Instruction.Return _,
          Instruction.Break _,
          Instruction.Assert _ ->
          Length.NOTHING;
    };
  }

  private Length routine(String name) {
    return block(
        program
            .prompt(name)
            .orElseThrow(() -> new IllegalStateException("no prompt " + name))
            .body());
  }
}
