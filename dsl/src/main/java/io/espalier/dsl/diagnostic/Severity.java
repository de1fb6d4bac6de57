package io.espalier.dsl.diagnostic;

/// How bad a [Diagnostic] is.
public enum Severity {
  /// The text has no meaning; nothing runs.
  ERROR,
  /// The text runs, but probably not as its author means.
  WARNING;

  /// The word printed before the code: `error` or `warning`.
  public String word() {
    return switch (this) {
      case ERROR -> "error";
      case WARNING -> "warning";
    };
  }
}
