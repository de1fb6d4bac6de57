package io.espalier.dsl.ast;

import io.espalier.dsl.Role;
import io.espalier.dsl.diagnostic.Span;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What stands in a block.
public sealed interface Statement extends Node {

  /// A string on its own: appended to the current stream.
  record Text(Span span, Template template) implements Statement {}

  /// `user "…"` or `user { … }`: a turn of the model's chat template. The block is no variable
  /// scope.
  record Turn(Span span, Role role, TurnBody body) implements Statement {}

  /// What a turn says.
  sealed interface TurnBody extends Node {}

  /// A turn of one template.
  record TurnText(Span span, Template template) implements TurnBody {}

  /// `let x: T = expression`; `type` is null when it is left out. `x = expression` reads as the
  /// same.
  record Let(Span span, Name name, @Nullable TypeNode type, Expression value)
      implements Statement {}

  /// An expression evaluated for its effect: a call, `gen`, `select`, `fork`, `race`; never a name
  /// or member alone.
  record ExpressionStatement(Span span, Expression expression) implements Statement {}

  /// `include f(a)`: runs the prompt in this stream. The call's mode is `PLAIN`.
  record Include(Span span, Expression.Call call) implements Statement {}

  /// `return value`; the value stands on the same line, and is null if there is none.
  record Return(Span span, @Nullable Expression value) implements Statement {}

  /// `yield value` in a fork or race.
  record Yield(Span span, Expression value) implements Statement {}

  /// `assert condition, "message"`: stops the program if false. `message` is null if there is none.
  record Assert(Span span, Expression condition, @Nullable Expression message)
      implements Statement {}

  /// `check condition, "message"`: recorded if false. `message` is null if there is none.
  record Check(Span span, Expression condition, @Nullable Expression message)
      implements Statement {}

  /// `if a { … } else if b { … } else { … }`: the branches in order, at least one; `otherwise` is
  /// null if there is no `else`.
  record If(Span span, List<Branch> branches, @Nullable Block otherwise) implements Statement {
    public If {
      branches = List.copyOf(branches);
      if (branches.isEmpty()) {
        throw new IllegalArgumentException("an if needs at least one branch");
      }
    }
  }

  /// A condition and what runs when it holds.
  record Branch(Span span, Expression condition, Block body) implements Node {}

  /// `match subject { case P -> … }`.
  record Match(Span span, Expression subject, List<Case> cases) implements Statement {
    public Match {
      cases = List.copyOf(cases);
    }
  }

  /// `case pattern -> statement`; the statement may be a [Block].
  record Case(Span span, Pattern pattern, Statement body) implements Node {}

  /// `for x in xs { … }`.
  record For(Span span, Name name, Expression iterable, Block body) implements Statement {}

  /// `loop max 8 { … }`: at most that many rounds.
  record Loop(Span span, Expression max, Block body) implements Statement {}

  /// `break` out of the innermost `for` or `loop`.
  record Break(Span span) implements Statement {}

  /// `think { max: 512 }`.
  record Think(Span span, List<Option> options) implements Statement {
    public Think {
      options = List.copyOf(options);
    }
  }

  /// `{ … }`: the body of a declaration, turn, fork, branch or case.
  record Block(Span span, List<Statement> statements) implements Statement, TurnBody {
    public Block {
      statements = List.copyOf(statements);
    }
  }
}
