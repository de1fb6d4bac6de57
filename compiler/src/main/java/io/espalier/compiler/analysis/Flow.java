package io.espalier.compiler.analysis;

/// What happens after a statement.
enum Flow {
  /// The next one may run.
  CONTINUES,
  /// Nothing after it in its block runs.
  ENDS
}
