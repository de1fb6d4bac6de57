package io.espalier.compiler;

import io.espalier.compiler.ir.IrProgram;
import io.espalier.dsl.diagnostic.Diagnostic;
import io.espalier.dsl.diagnostic.DiagnosticException;
import java.util.List;
import java.util.Optional;

/// What became of a program: its intermediate representation unless there are errors, and
/// everything that is to be said about it, warnings included, in order of place.
public record CompileResult(Optional<IrProgram> program, List<Diagnostic> diagnostics) {
  public CompileResult {
    diagnostics = List.copyOf(diagnostics);
  }

  /// Whether the program is wrong.
  public boolean hasErrors() {
    return program.isEmpty();
  }

  /// The program.
  ///
  /// @throws DiagnosticException if it is wrong, with everything that is
  public IrProgram programOrThrow() {
    return program.orElseThrow(() -> new DiagnosticException(diagnostics));
  }
}
