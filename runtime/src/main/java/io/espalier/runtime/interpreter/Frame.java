package io.espalier.runtime.interpreter;

import io.espalier.compiler.evaluation.Observations;
import io.espalier.compiler.ir.Expr;
import io.espalier.compiler.ir.Routine;
import io.espalier.dsl.Stats;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The variables of a routine on one branch: a cell per slot, and what is known of the generation
/// that filled it. Confined to the branch's thread; a fork copies it.
final class Frame implements Observations {
  final @Nullable Object[] cells;
  private final @Nullable Observed[] observed;
  private final Supplier<Stats> stats;

  /// What is remembered of a generation (`scores` is null) or selection.
  record Observed(double logprob, long tokens, @Nullable Object scores) {}

  Frame(Routine routine, Supplier<Stats> stats) {
    this(
        new @Nullable Object[routine.slots().size()],
        new @Nullable Observed[routine.slots().size()],
        stats);
  }

  private Frame(@Nullable Object[] cells, @Nullable Observed[] observed, Supplier<Stats> stats) {
    this.cells = cells;
    this.observed = observed;
    this.stats = stats;
  }

  Frame copy() {
    return new Frame(
        Arrays.copyOf(cells, cells.length), Arrays.copyOf(observed, observed.length), stats);
  }

  /// Fills a slot; -1 drops the value.
  void set(int slot, @Nullable Object value) {
    if (slot >= 0) {
      cells[slot] = value;
    }
  }

  /// Remembers how a slot was generated; -1 forgets it.
  void observe(int slot, Observed how) {
    if (slot >= 0) {
      observed[slot] = how;
    }
  }

  @Override
  public @Nullable Object info(int slot, Expr.Fact info) {
    Observed how = observed[slot];
    if (how == null) {
      return null;
    }
    return switch (info) {
      case LOGPROB -> how.logprob();
      case TOKENS -> how.tokens();
      case SCORES -> how.scores();
    };
  }

  @Override
  public long counter(Expr.Counter counter) {
    Stats counted = stats.get();
    return switch (counter) {
      case PREFILL_TOKENS -> counted.prefillTokens();
      case CACHED_TOKENS -> counted.cachedTokens();
      case FORCED_TOKENS -> counted.forcedTokens();
      case SAMPLED_TOKENS -> counted.sampledTokens();
      case BRANCHES -> counted.branches();
      case GENERATIONS -> counted.generations();
    };
  }
}
