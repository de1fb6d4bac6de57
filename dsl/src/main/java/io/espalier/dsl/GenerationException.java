package io.espalier.dsl;

/// A program's generation that did not end with a value.
public final class GenerationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// Why it did not.
  public enum Reason {
    /// It hit its bound of tokens.
    TRUNCATED,
    /// Its text could not be read as its type, an assertion failed, or a tool failed.
    FAILED,
    /// It, or the program around it, was cancelled.
    CANCELLED
  }

  private final Reason reason;
  private final String branch;
  private final String partialText;

  /// Creates the failure of a generation.
  ///
  /// @param branch path of the branch and variable, for example `judge/fork[2]/v`
  /// @param message what happened, with numbers and what to do
  /// @param partialText what had been generated
  public GenerationException(Reason reason, String branch, String message, String partialText) {
    super(branch.isEmpty() ? message : branch + ": " + message);
    this.reason = reason;
    this.branch = branch;
    this.partialText = partialText;
  }

  /// Returns why there is no value.
  public Reason reason() {
    return reason;
  }

  /// Returns the path of the branch and variable.
  public String branch() {
    return branch;
  }

  /// Returns what had been generated.
  public String partialText() {
    return partialText;
  }
}
