package io.espalier.runtime.backend.routing;

import java.util.function.IntPredicate;

/// Chooses an endpoint for each prompt and counts what is under way at each. Thread-safe.
public interface Router {
  /// No endpoint may be chosen.
  int NONE = -1;

  /// Chooses an endpoint, which then has one request more until [#release].
  ///
  /// @param key the prompt's bytes
  /// @param usable whether an endpoint may be chosen
  /// @return its number, or [#NONE]
  int acquire(byte[] key, IntPredicate usable);

  /// Counts a request as done.
  void release(int endpoint);

  /// Forgets what an endpoint's cache held: it did not answer.
  void forget(int endpoint);
}
