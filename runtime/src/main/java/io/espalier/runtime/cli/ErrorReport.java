package io.espalier.runtime.cli;

import io.espalier.cache.host.HostTierException;
import io.espalier.constrained.ConstraintException;
import io.espalier.dsl.GenerationException;
import io.espalier.dsl.diagnostic.Diagnostic;
import io.espalier.dsl.diagnostic.DiagnosticException;
import io.espalier.dsl.diagnostic.DiagnosticRenderer;
import io.espalier.kernels.DeviceMemoryException;
import io.espalier.runtime.DeviceException;
import io.espalier.runtime.backend.BackendException;
import io.espalier.runtime.backend.UnsupportedFeatureException;
import io.espalier.runtime.backend.recording.RecordingException;
import io.espalier.runtime.interpreter.ArgumentException;
import io.espalier.runtime.interpreter.RunLimitException;
import io.espalier.runtime.model.ModelFormatException;
import io.espalier.runtime.model.loader.ModelNotFoundException;
import io.espalier.runtime.scheduler.SchedulerException;
import io.espalier.runtime.tokenizer.TokenizerException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What the user is told of a failure, and the exit status: 1 the program failed, 2 the input is
/// wrong, 3 we are wrong, 130 interrupted.
///
/// @param status exit status
/// @param code short name of the failure for `--json`
/// @param message for people
/// @param diagnostics where the program's text is wrong
record ErrorReport(int status, String code, String message, List<Diagnostic> diagnostics) {

  /// The exit status of an interrupted run.
  static final int INTERRUPTED = 130;

  static ErrorReport of(Throwable failure) {
    return switch (failure) {
      case DiagnosticException e ->
          new ErrorReport(2, "diagnostics", String.valueOf(e.getMessage()), e.diagnostics());
      case CommandLine.ParameterException e -> of(2, "usage", e);
      case ArgumentException e -> of(2, "argument", e);
      case DeviceException e -> of(2, "device", e);
      case DeviceMemoryException e -> of(2, "memory", e);
      case HostTierException e -> of(2, "cache", e);
      case ModelFormatException e -> of(2, "model", e);
      case ModelNotFoundException e -> of(2, "model", e);
      case TokenizerException e -> of(2, "model", e);
      case ConstraintException e -> of(2, "constraint", e);
      case GenerationException e -> of(1, e.reason().name().toLowerCase(Locale.ROOT), e);
      case RecordingException e -> of(2, "recording", e);
      case BackendException e -> of(1, "backend", e);
      case UnsupportedFeatureException e -> of(2, "unsupported", e);
      case RunLimitException e -> of(1, "limit", e);
      case SchedulerException e -> of(1, "refused", e);
      case Interruption.InterruptedRunException e -> of(INTERRUPTED, "interrupted", e);
      case NoSuchFileException e ->
          new ErrorReport(2, "file", "there is no file " + e.getMessage(), List.of());
      case IOException e -> of(2, "file", e);
      default ->
          new ErrorReport(
              3,
              "internal",
              "this is a fault of Espalier, please report it: " + failure,
              List.of());
    };
  }

  private static ErrorReport of(int status, String code, Throwable failure) {
    String message = failure.getMessage();
    return new ErrorReport(
        status, code, message == null ? failure.getClass().getSimpleName() : message, List.of());
  }

  /// Prints the failure, as JSON to standard output if that was asked for, and returns the status.
  int print(Terminal terminal, boolean json) {
    if (json) {
      terminal.print(json().toString());
    } else if (!diagnostics.isEmpty()) {
      DiagnosticRenderer renderer =
          terminal.colour() ? DiagnosticRenderer.coloured() : DiagnosticRenderer.plain();
      terminal.error(renderer.render(diagnostics).stripTrailing());
    } else {
      terminal.error(terminal.paint("31", "sgl: ") + message);
    }
    return status;
  }

  private ObjectNode json() {
    ObjectNode error = JsonNodeFactory.instance.objectNode();
    error.put("code", code);
    error.put("message", message);
    if (!diagnostics.isEmpty()) {
      error.set(
          "diagnostics",
          JsonOutput.MAPPER.valueToTree(
              diagnostics.stream().map(DiagnosticRenderer::toMap).toList()));
    }
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.set("error", error);
    return node;
  }
}
