package io.espalier.constrained;

/// Why a constraint was refused.
public enum ConstraintError {
  /// The text does not follow the syntax of its kind.
  SYNTAX,
  /// The text is well formed but uses something that cannot be enforced; it is never ignored.
  UNSUPPORTED,
  /// A name, reference or value in the text means nothing or contradicts itself.
  INVALID,
  /// Nested deeper than [CompileLimits#maxDepth()].
  TOO_DEEP,
  /// Larger than [CompileLimits#maxSourceBytes()].
  TOO_LARGE,
  /// Needs more automaton nodes than [CompileLimits#maxNodes()].
  TOO_COMPLEX,
  /// Took longer than [CompileLimits#time()].
  TIME_LIMIT,
  /// The compiling thread was interrupted.
  CANCELLED
}
