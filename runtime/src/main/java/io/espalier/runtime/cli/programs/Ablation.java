package io.espalier.runtime.cli.programs;

import io.espalier.runtime.scheduler.SchedulerOptions;
import java.util.Locale;

/// What is switched off to see what it is worth.
public enum Ablation {
  /// Everything on.
  FULL,
  /// No prefix is shared.
  NO_CACHE,
  /// Waiting calls are taken in order of arrival.
  FIRST_COME_FIRST_SERVED,
  /// No call waits for a prefix that another one is computing.
  NO_IN_BATCH_SHARING,
  /// The branches of a fork run one after the other.
  NO_FORK_PARALLELISM,
  /// Tokens that a constraint determines go through the model.
  NO_JUMP_FORWARD,
  /// No token is guessed.
  NO_SPECULATION,
  /// One program at a time, one sequence in the batch, nothing shared.
  REQUEST_AT_A_TIME;

  /// Returns the name as the command line takes it: `no-cache`.
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  SchedulerOptions change(SchedulerOptions options) {
    return switch (this) {
      case FULL, NO_FORK_PARALLELISM -> options;
      case NO_CACHE -> options.withCache(false);
      case FIRST_COME_FIRST_SERVED -> options.withOrder(options.shareTokens(), 0);
      case NO_IN_BATCH_SHARING ->
          options.withOrder(Integer.MAX_VALUE, options.patience()).withPrefillAhead(false);
      case NO_JUMP_FORWARD -> options.withJumpForward(false);
      case NO_SPECULATION -> options.withDraftTokens(0);
      case REQUEST_AT_A_TIME ->
          options.withCache(false).withBatch(1, options.stepTokens()).withDraftTokens(0);
    };
  }

  boolean parallelForks() {
    return this != NO_FORK_PARALLELISM && this != REQUEST_AT_A_TIME;
  }

  int concurrency(int full) {
    return this == REQUEST_AT_A_TIME ? 1 : full;
  }
}
