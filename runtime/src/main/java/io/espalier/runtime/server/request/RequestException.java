package io.espalier.runtime.server.request;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// A request that is refused as it stands; says what was given, what is allowed and where.
public final class RequestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;
  private final @Nullable String parameter;
  private final transient @Nullable ObjectNode details;

  private RequestException(
      int status,
      String code,
      @Nullable String parameter,
      String message,
      @Nullable ObjectNode details) {
    super(message);
    this.status = status;
    this.code = code;
    this.parameter = parameter;
    this.details = details;
  }

  /// A refusal of the request as a whole.
  public static RequestException of(int status, String code, String message) {
    return new RequestException(status, code, null, message, null);
  }

  /// A refusal with further members for the error object.
  public static RequestException of(int status, String code, String message, ObjectNode details) {
    return new RequestException(status, code, null, message, details);
  }

  /// A wrong parameter: 400.
  ///
  /// @param parameter path of the parameter, such as `messages/0/role`
  public static RequestException parameter(String parameter, String message) {
    return new RequestException(
        400, "invalid_value", parameter, "'%s': %s".formatted(parameter, message), null);
  }

  /// A parameter that asks for something this server does not do: 400.
  public static RequestException unsupported(String parameter, String message) {
    return new RequestException(
        400, "unsupported_parameter", parameter, "'%s': %s".formatted(parameter, message), null);
  }

  /// Returns the HTTP status.
  public int status() {
    return status;
  }

  /// Returns the short name of the error.
  public String code() {
    return code;
  }

  /// Returns the parameter that is wrong.
  public Optional<String> parameter() {
    return Optional.ofNullable(parameter);
  }

  /// Returns further members for the error object.
  public Optional<ObjectNode> details() {
    return Optional.ofNullable(details);
  }
}
