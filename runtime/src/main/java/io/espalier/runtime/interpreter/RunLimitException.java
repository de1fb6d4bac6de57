package io.espalier.runtime.interpreter;

/// A program reached one of its [RunLimits], or cannot be held by the engine that is to run it.
public final class RunLimitException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RunLimitException(String prompt, long streamTokens, long capacityTokens) {
    super(
        ("%s may generate %d tokens on one stream, but the page pool holds %d;"
                + " lower its max or loop bounds, or give the engine more cache memory")
            .formatted(prompt, streamTokens, capacityTokens));
  }

  RunLimitException(String what, Object limit) {
    super(
        "the program reached its limit of %s %s; raise the limit or bound the program"
            .formatted(limit, what));
  }
}
