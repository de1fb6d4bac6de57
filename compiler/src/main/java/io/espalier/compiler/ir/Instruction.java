package io.espalier.compiler.ir;

import io.espalier.compiler.types.IrType;
import io.espalier.dsl.Role;
import io.espalier.dsl.SelectMethod;
import java.util.List;
import java.util.Optional;

/// One step of a routine. A slot of -1 means that the value is dropped.
public sealed interface Instruction {
  /// Where it stands in the program, for messages.
  Place place();

  /// Appends constant text. Adjacent constants are one instruction after the passes.
  record AppendText(Place place, String text) implements Instruction {}

  /// Appends the text of a value. It is data: it never becomes a special token.
  record AppendValue(Place place, Expr value) implements Instruction {}

  /// Opens a turn of the model's chat template.
  record BeginTurn(Place place, Role role) implements Instruction {}

  /// Closes the turn that is open.
  record EndTurn(Place place, Role role) implements Instruction {}

  /// Reasoning before the next generation: free text of at most `maxTokens` tokens, up to the
  /// model's end-of-thinking token. A model that does not reason skips it.
  record Think(Place place, int maxTokens) implements Instruction {}

  /// Generates a value of `type`, appends it and puts it in `slot`.
  ///
  /// @param label the variable's name, for events and paths such as `judge/fork[2]/v`
  /// @param constraint index into [IrProgram#constraints]; -1 before constraints are compiled
  /// @param optionalOnTruncation whether truncation gives `null` instead of an error
  record Generate(
      Place place,
      String label,
      int slot,
      IrType type,
      int constraint,
      GenerateOptions options,
      boolean optionalOnTruncation)
      implements Instruction {}

  /// Scores the texts of the list `choices`, appends the best and puts it in `slot`.
  record Select(Place place, String label, int slot, Expr choices, SelectMethod method)
      implements Instruction {}

  /// Evaluates an expression into a slot.
  record Compute(Place place, int slot, Expr value) implements Instruction {}

  /// Runs `body` once for each item on a branch of its own; each branch ends with a [Yield].
  ///
  /// @param slot for the yielded values in order of the items (`FORK`, `SAMPLES`), or for the first
  ///   value that a branch yields (`RACE`)
  /// @param itemSlot the item, in the branch's frame; -1 if the body does not name it
  /// @param items a list of at most `maxBranches` items; more is an error when the program runs
  /// @param collect whether a failed branch gives `null` instead of failing the fork
  record Fork(
      Place place,
      String label,
      ForkKind kind,
      int slot,
      int itemSlot,
      Expr items,
      int maxBranches,
      Block body,
      boolean collect)
      implements Instruction {}

  /// How branches join.
  enum ForkKind {
    /// All values, one for each item.
    FORK,
    /// The first value; the other branches are cancelled.
    RACE,
    /// All values of branches that differ only in their random numbers.
    SAMPLES
  }

  /// Ends a branch with its value.
  record Yield(Place place, Expr value) implements Instruction {}

  /// Ends the routine with its value; a `null` constant if the routine returns nothing.
  record Return(Place place, Expr value) implements Instruction {}

  /// Leaves the innermost [Loop] or [ForEach].
  record Break(Place place) implements Instruction {}

  /// Runs one of two blocks.
  record If(Place place, Expr condition, Block then, Block otherwise) implements Instruction {}

  /// Runs `body` for each item, one after the other, in this stream; more than `maxItems` items is
  /// an error when the program runs.
  record ForEach(Place place, int itemSlot, Expr items, int maxItems, Block body)
      implements Instruction {}

  /// Runs `body` until a break or a return, at most `maxRounds` times.
  record Loop(Place place, int maxRounds, Block body) implements Instruction {}

  /// Runs the block of the first case that accepts the subject; the checker has shown that one
  /// does.
  record Match(Place place, Expr subject, List<Case> cases) implements Instruction {
    public Match {
      cases = List.copyOf(cases);
    }
  }

  /// A case of a match.
  record Case(Pattern pattern, Block body) {}

  /// Runs another routine with all its arguments and puts its result in `slot`.
  record Invoke(
      Place place, String label, int slot, InvokeMode mode, String routine, List<Expr> arguments)
      implements Instruction {
    public Invoke {
      arguments = List.copyOf(arguments);
    }
  }

  /// On which stream a routine runs.
  enum InvokeMode {
    /// This stream.
    INCLUDE,
    /// A branch of this stream that is dropped afterwards.
    ASIDE,
    /// A fresh stream.
    CALL
  }

  /// Calls a tool of the host with all its arguments and puts its result in `slot`.
  record CallTool(Place place, int slot, String tool, List<Expr> arguments) implements Instruction {
    public CallTool {
      arguments = List.copyOf(arguments);
    }
  }

  /// Checks a condition. A hard one that is false fails the program (or the test); a soft one is
  /// reported and the program goes on.
  ///
  /// @param text the condition as the program writes it
  /// @param message what the program says when it is false; evaluated only then
  record Assert(Place place, boolean hard, Expr condition, String text, Optional<Expr> message)
      implements Instruction {}
}
