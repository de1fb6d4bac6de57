package io.espalier.runtime;

import io.espalier.runtime.interpreter.RunOptions;

/// How a batch of programs is run.
///
/// @param concurrency most programs that run at the same time
/// @param run options of each run; run `i` gets the seed `run.seed() + i`
/// @param progress told after each program that ended
public record BatchOptions(int concurrency, RunOptions run, Progress progress) {

  /// Hears how far a batch is. Called from the programs' threads, one call at a time.
  @FunctionalInterface
  public interface Progress {
    /// Called with the number of programs that have ended and of all.
    void update(int done, int all);
  }

  /// 64 at a time, default run options, no progress.
  public static final BatchOptions DEFAULT =
      new BatchOptions(64, RunOptions.DEFAULT, (done, all) -> {});

  public BatchOptions {
    if (concurrency < 1) {
      throw new IllegalArgumentException(
          "concurrency is %d; allowed: 1 or more".formatted(concurrency));
    }
  }

  /// Returns these options with a listener for progress.
  public BatchOptions withProgress(Progress value) {
    return new BatchOptions(concurrency, run, value);
  }

  /// Returns these options with another bound on programs at a time.
  public BatchOptions withConcurrency(int value) {
    return new BatchOptions(value, run, progress);
  }

  /// Returns these options with other run options.
  public BatchOptions withRun(RunOptions value) {
    return new BatchOptions(concurrency, value, progress);
  }
}
