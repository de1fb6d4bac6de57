package io.espalier.runtime.server.request;

import io.espalier.compiler.types.ValueException;
import io.espalier.constrained.ConstraintError;
import io.espalier.constrained.ConstraintException;
import io.espalier.dsl.GenerationException;
import io.espalier.dsl.diagnostic.Diagnostic;
import io.espalier.dsl.diagnostic.DiagnosticException;
import io.espalier.dsl.diagnostic.DiagnosticRenderer;
import io.espalier.runtime.interpreter.ArgumentException;
import io.espalier.runtime.interpreter.RunLimitException;
import io.espalier.runtime.scheduler.CancelledException;
import io.espalier.runtime.scheduler.ConstraintFailureException;
import io.espalier.runtime.scheduler.ContextLengthException;
import io.espalier.runtime.scheduler.DeadlineExceededException;
import io.espalier.runtime.scheduler.ModelFailureException;
import io.espalier.runtime.scheduler.OutOfPagesException;
import io.espalier.runtime.scheduler.QueueFullException;
import io.espalier.runtime.scheduler.SchedulerException;
import io.espalier.runtime.tokenizer.TokenizerException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What a client is told of a failure: the one table from exceptions to HTTP.
///
/// @param status HTTP status
/// @param code short name of the error
/// @param parameter what is wrong in the request
/// @param details further members of the error object
public record Failure(
    int status, String code, String message, Optional<String> parameter, ObjectNode details) {

  /// Returns what is said of an exception.
  public static Failure of(Throwable failure) {
    return switch (failure) {
      case RequestException e ->
          new Failure(
              e.status(), e.code(), text(e), e.parameter(), e.details().orElseGet(Failure::none));
      case SchedulerException e -> ofScheduler(e);
      case ConstraintException e ->
          e.code() == ConstraintError.CANCELLED
              ? simple(503, "cancelled", e)
              : simple(400, "invalid_constraint", e);
      case DiagnosticException e ->
          new Failure(
              422,
              "diagnostics",
              text(e),
              Optional.of("source"),
              none().set("diagnostics", diagnostics(e.diagnostics())));
      case ValueException e ->
          new Failure(
              422, "invalid_value", text(e), Optional.empty(), none().put("pointer", e.pointer()));
      case ArgumentException e -> simple(422, "invalid_argument", e);
      case GenerationException e ->
          new Failure(
              switch (e.reason()) {
                case TRUNCATED, FAILED -> 422;
                case CANCELLED -> 503;
              },
              e.reason().name().toLowerCase(Locale.ROOT),
              text(e),
              Optional.empty(),
              none().put("branch", e.branch()).put("partialText", e.partialText()));
      case RunLimitException e -> simple(413, "limit", e);
      case TokenizerException e -> simple(400, "invalid_text", e);
      case InterruptedException e -> simple(503, "cancelled", e);
      default ->
          new Failure(
              500,
              "internal_error",
              "this is a fault of the server: " + failure.getClass().getSimpleName(),
              Optional.empty(),
              none());
    };
  }

  /// The same, and a fault of ours goes to the log: nobody else is told what it is.
  public static Failure reported(String path, Throwable failure) {
    Failure told = of(failure);
    if (told.status() == 500) {
      System.getLogger("io.espalier.server")
          .log(System.Logger.Level.ERROR, "failed: " + path, failure);
    }
    return told;
  }

  private static Failure ofScheduler(SchedulerException failure) {
    return switch (failure) {
      case QueueFullException e -> simple(503, "queue_full", e);
      case ContextLengthException e -> simple(400, "context_length_exceeded", e);
      case OutOfPagesException e -> simple(413, "out_of_pages", e);
      case DeadlineExceededException e -> simple(504, "timeout", e);
      case ConstraintFailureException e -> simple(400, "constraint_failed", e);
      case ModelFailureException e -> simple(500, "model_failure", e);
      case CancelledException e -> simple(503, "cancelled", e);
    };
  }

  private static Failure simple(int status, String code, Throwable failure) {
    return new Failure(status, code, text(failure), Optional.empty(), none());
  }

  private static String text(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }

  private static ObjectNode none() {
    return JsonNodeFactory.instance.objectNode();
  }

  /// Diagnostics as JSON: code, place, what was expected, hint.
  public static ArrayNode diagnostics(List<Diagnostic> diagnostics) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    diagnostics.forEach(diagnostic -> {
      ObjectNode entry = none();
      DiagnosticRenderer.toMap(diagnostic)
          .forEach((name, value) -> {
            if (value instanceof Integer number) {
              entry.put(name, number);
            } else {
              entry.put(name, String.valueOf(value));
            }
          });
      list.add(entry);
    });
    return list;
  }

  /// The error in OpenAI's shape, which clients of every dialect but Ollama's expect.
  public ObjectNode json() {
    ObjectNode error = none();
    error.put("message", message);
    error.put("type", type());
    parameter.ifPresentOrElse(name -> error.put("param", name), () -> error.putNull("param"));
    error.put("code", code);
    details.properties().forEach(entry -> error.set(entry.getKey(), entry.getValue()));
    return none().set("error", error);
  }

  private String type() {
    return switch (status) {
      case 401 -> "authentication_error";
      case 403 -> "permission_error";
      case 404 -> "not_found_error";
      case 429 -> "rate_limit_error";
      case 500 -> "server_error";
      case 503, 504 -> "service_unavailable_error";
      default -> "invalid_request_error";
    };
  }
}
