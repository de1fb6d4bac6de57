package io.espalier.dsl.diagnostic;

/// One thing that is wrong in a text, or looks wrong. `expected` and `hint` are empty when there is
/// nothing to say; `message` is a sentence without a full stop.
public record Diagnostic(
    DiagnosticCode code,
    Severity severity,
    SourceText source,
    Span span,
    String message,
    String expected,
    String hint) {

  public Diagnostic {
    if (message.isBlank()) {
      throw new IllegalArgumentException(code.id() + " needs a message");
    }
    if (span.end() > source.length()) {
      throw new IllegalArgumentException(
          "span " + span + " lies outside " + source.name() + " of length " + source.length());
    }
  }

  /// An error without `expected` and `hint`.
  public static Diagnostic error(
      DiagnosticCode code, SourceText source, Span span, String message) {
    return new Diagnostic(code, Severity.ERROR, source, span, message, "", "");
  }

  /// A warning without `expected` and `hint`.
  public static Diagnostic warning(
      DiagnosticCode code, SourceText source, Span span, String message) {
    return new Diagnostic(code, Severity.WARNING, source, span, message, "", "");
  }

  /// The same with what would have been right here.
  public Diagnostic expecting(String what) {
    return new Diagnostic(code, severity, source, span, message, what, hint);
  }

  /// The same with advice.
  public Diagnostic hinting(String advice) {
    return new Diagnostic(code, severity, source, span, message, expected, advice);
  }

  /// True unless it is only a warning.
  public boolean isError() {
    return severity == Severity.ERROR;
  }

  /// `file:line:column: error SGL0001: message`.
  public String headline() {
    return source.place(span.start()) + ": " + severity.word() + " " + code.id() + ": " + message;
  }
}
