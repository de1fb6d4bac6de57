package io.espalier.compiler.evaluation;

import io.espalier.compiler.ir.Expr;
import org.jspecify.annotations.Nullable;

/// What expressions may ask about the run that they are part of.
public interface Observations {

  /// What is known of the generation that filled `slot`, in the Java type that [Expr.Fact] names.
  @Nullable Object info(int slot, Expr.Fact info);

  /// A counter of the current run or test.
  long counter(Expr.Counter counter);

  /// No run: asking is an error of whoever evaluates.
  static Observations none() {
    return new Observations() {
      @Override
      public Object info(int slot, Expr.Fact info) {
        throw new IllegalStateException("no generation to observe outside of a run");
      }

      @Override
      public long counter(Expr.Counter counter) {
        throw new IllegalStateException("no statistics outside of a run");
      }
    };
  }
}
