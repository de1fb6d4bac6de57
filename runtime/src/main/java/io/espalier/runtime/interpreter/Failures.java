package io.espalier.runtime.interpreter;

import io.espalier.dsl.GenerationException;
import io.espalier.dsl.GenerationException.Reason;

/// Turns whatever ended a branch into what its caller is told.
final class Failures {
  private Failures() {}

  /// Returns an unchecked exception for a branch's failure, naming the branch. Unchecked failures
  /// pass as they are.
  static RuntimeException asFailure(String path, Throwable failure) {
    return switch (failure) {
      case RuntimeException unchecked -> unchecked;
      case Error error -> throw error;
      case InterruptedException _ ->
          new GenerationException(Reason.CANCELLED, path, "the program was cancelled", "");
      default -> {
        var wrapped =
            new GenerationException(
                Reason.FAILED,
                path,
                failure.getClass().getSimpleName() + ": " + failure.getMessage(),
                "");
        wrapped.initCause(failure);
        yield wrapped;
      }
    };
  }
}
