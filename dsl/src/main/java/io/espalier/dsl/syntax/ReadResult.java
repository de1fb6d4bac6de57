package io.espalier.dsl.syntax;

import io.espalier.dsl.ast.ProgramFile;
import io.espalier.dsl.diagnostic.Diagnostic;
import io.espalier.dsl.diagnostic.DiagnosticException;
import java.util.List;

/// What became of a text. `program` holds the declarations that have no error in them: all of them
/// unless `hasErrors()`. Comments and diagnostics are in order of place.
public record ReadResult(
    ProgramFile program, List<Comment> comments, List<Diagnostic> diagnostics) {

  public ReadResult {
    comments = List.copyOf(comments);
    diagnostics = List.copyOf(diagnostics);
  }

  /// True if the text is wrong; `program` is incomplete then.
  public boolean hasErrors() {
    return diagnostics.stream().anyMatch(Diagnostic::isError);
  }

  /// The program.
  ///
  /// @throws DiagnosticException if the text is wrong
  public ProgramFile programOrThrow() {
    if (hasErrors()) {
      throw new DiagnosticException(diagnostics);
    }
    return program;
  }
}
