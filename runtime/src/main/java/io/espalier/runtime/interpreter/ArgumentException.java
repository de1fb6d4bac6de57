package io.espalier.runtime.interpreter;

/// A program was asked to run with a prompt, argument or tool that does not fit it; the message
/// says what was given and what is there.
public final class ArgumentException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// Creates the refusal.
  public ArgumentException(String message) {
    super(message);
  }
}
