package io.espalier.compiler.evaluation;

/// An expression that has no value for these data, such as a division by zero; its message says
/// which operation on which data. Whoever runs the instruction adds place and branch.
public final class EvaluationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// An exception with a message for the program's author.
  public EvaluationException(String message) {
    super(message);
  }
}
