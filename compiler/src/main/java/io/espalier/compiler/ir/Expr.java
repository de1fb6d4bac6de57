package io.espalier.compiler.ir;

import io.espalier.compiler.types.IrType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A pure expression over a frame. It appends nothing and calls nothing but pure functions; its
/// evaluation always ends.
public sealed interface Expr {

  /// A fixed value of `type`.
  record Constant(@Nullable Object value, IrType type) implements Expr {}

  /// The value in a slot.
  record SlotRef(int slot) implements Expr {}

  /// What the engine remembers of the generation or selection that last filled `slot`.
  record SlotInfo(int slot, Fact info) implements Expr {}

  /// What can be asked about a generated value.
  enum Fact {
    /// Sum of the log-probabilities of its tokens, a `Double`.
    LOGPROB,
    /// Number of its tokens, a `Long`.
    TOKENS,
    /// A list of records `Score { choice, logprob, tokens, score, probability }` as in
    /// `io.espalier.dsl.Scored.Score`, in order of the choices (selections only).
    SCORES
  }

  /// A counter of the current run or test, such as `prefillTokens`, a `Long`; the names are
  /// [Counter]s.
  record Stats(Counter counter) implements Expr {}

  /// What `stats()` counts.
  enum Counter {
    PREFILL_TOKENS("prefillTokens"),
    CACHED_TOKENS("cachedTokens"),
    FORCED_TOKENS("forcedTokens"),
    SAMPLED_TOKENS("sampledTokens"),
    BRANCHES("branches"),
    GENERATIONS("generations");

    private final String label;

    Counter(String label) {
      this.label = label;
    }

    /// The name that programs use.
    public String label() {
      return label;
    }
  }

  /// Two operands. `AND`, `OR` and `COALESCE` do not evaluate the right one unless they need it.
  record Binary(Operator operator, Expr left, Expr right) implements Expr {}

  /// The binary operators.
  enum Operator {
    ADD("+"),
    SUBTRACT("-"),
    MULTIPLY("*"),
    DIVIDE("/"),
    REMAINDER("%"),
    EQUAL("=="),
    NOT_EQUAL("!="),
    LESS("<"),
    LESS_EQUAL("<="),
    GREATER(">"),
    GREATER_EQUAL(">="),
    CONTAINS("contains"),
    AND("&&"),
    OR("||"),
    COALESCE("??");

    private final String symbol;

    Operator(String symbol) {
      this.symbol = symbol;
    }

    /// How programs write it.
    public String symbol() {
      return symbol;
    }
  }

  /// Arithmetic negation.
  record Negate(Expr operand) implements Expr {}

  /// Logical negation.
  record Not(Expr operand) implements Expr {}

  /// `condition ? then : otherwise`; only one side is evaluated.
  record Conditional(Expr condition, Expr then, Expr otherwise) implements Expr {}

  /// A field of a record.
  record Member(Expr target, String field) implements Expr {}

  /// An item of a list, counted from 0, or an entry of a map or JSON value.
  record Index(Expr target, Expr index) implements Expr {}

  /// A built-in method, such as `xs.size()`; [Lambda] arguments are applied by the method.
  record Method(Expr target, String name, List<Expr> arguments) implements Expr {
    public Method {
      arguments = List.copyOf(arguments);
    }
  }

  /// An expression to apply to items, as an argument of a [Method]: each item is written into
  /// `slot` before `body` is evaluated.
  record Lambda(int slot, Expr body) implements Expr {}

  /// A list.
  record ListExpr(List<Expr> items) implements Expr {
    public ListExpr {
      items = List.copyOf(items);
    }
  }

  /// The whole numbers from `from` to `to`, both included; empty if `to` is less.
  record Range(Expr from, Expr to) implements Expr {}

  /// A record of the type called `typeName`; `values` in order of `fields`.
  record RecordExpr(String typeName, List<String> fields, List<Expr> values) implements Expr {
    public RecordExpr {
      fields = List.copyOf(fields);
      values = List.copyOf(values);
      if (fields.size() != values.size()) {
        throw new IllegalArgumentException(
            typeName + ": " + fields.size() + " fields, " + values.size() + " values");
      }
    }
  }

  /// The texts of the parts, joined: an interpolated string.
  record Join(List<Expr> parts) implements Expr {
    public Join {
      parts = List.copyOf(parts);
    }
  }

  /// A call of a pure function of the program with all its arguments.
  record FunctionCall(String function, List<Expr> arguments) implements Expr {
    public FunctionCall {
      arguments = List.copyOf(arguments);
    }
  }
}
