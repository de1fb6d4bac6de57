package io.espalier.dsl;

/// How one branch of a collecting fork ended.
public sealed interface Outcome<T> {

  /// The branch returned a value.
  record Ok<T>(T value) implements Outcome<T> {}

  /// A generation hit its bound of tokens before its value was whole.
  ///
  /// @param text what had been generated
  record Truncated<T>(String branch, String text) implements Outcome<T> {}

  /// The branch failed.
  ///
  /// @param branch where, for example `judge/fork[2]/v`
  /// @param message why
  record Failed<T>(String branch, String message) implements Outcome<T> {}

  /// The branch was cancelled before it ended.
  record Cancelled<T>(String branch) implements Outcome<T> {}
}
