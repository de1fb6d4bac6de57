package io.espalier.runtime.interpreter;

/// A program reached one of its [RunLimits].
public final class RunLimitException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RunLimitException(String what, Object limit) {
    super(
        "the program reached its limit of %s %s; raise the limit or bound the program"
            .formatted(limit, what));
  }
}
