package io.espalier.dsl.diagnostic;

import java.util.List;

/// Thrown once for a text that is wrong, with everything that is wrong in it. Its message is the
/// plain rendering of the diagnostics.
public final class DiagnosticException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Diagnostic> diagnostics;

  /// An exception for at least one diagnostic.
  public DiagnosticException(List<Diagnostic> diagnostics) {
    super(DiagnosticRenderer.plain().render(diagnostics));
    if (diagnostics.isEmpty()) {
      throw new IllegalArgumentException("a DiagnosticException needs at least one diagnostic");
    }
    this.diagnostics = List.copyOf(diagnostics);
  }

  /// What is wrong, in order of place.
  public List<Diagnostic> diagnostics() {
    return diagnostics;
  }
}
