package io.espalier.runtime.server.request;

import java.time.Duration;
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
  private final Duration wait;

  private RequestException(
      int status,
      String code,
      @Nullable String parameter,
      String message,
      @Nullable ObjectNode details,
      Duration wait) {
    super(message);
    this.wait = wait;
    this.status = status;
    this.code = code;
    this.parameter = parameter;
    this.details = details;
  }

  /// A refusal of the request as a whole.
  public static RequestException of(int status, String code, String message) {
    return new RequestException(status, code, null, message, null, Duration.ZERO);
  }

  /// A refusal with further members for the error object.
  public static RequestException of(int status, String code, String message, ObjectNode details) {
    return new RequestException(status, code, null, message, details, Duration.ZERO);
  }

  /// A wrong parameter: 400.
  ///
  /// @param parameter path of the parameter, such as `messages/0/role`
  public static RequestException parameter(String parameter, String message) {
    return new RequestException(
        400,
        "invalid_value",
        parameter,
        "'%s': %s".formatted(parameter, message),
        null,
        Duration.ZERO);
  }

  /// A parameter that asks for something this server does not do: 400.
  public static RequestException unsupported(String parameter, String message) {
    return new RequestException(
        400,
        "unsupported_parameter",
        parameter,
        "'%s': %s".formatted(parameter, message),
        null,
        Duration.ZERO);
  }

  /// A request above what its key may ask for: 429.
  ///
  /// @param wait after which it may be sent again
  public static RequestException rateLimited(String message, Duration wait) {
    return new RequestException(429, "rate_limit_exceeded", null, message, null, wait);
  }

  /// Returns after what time the request may be sent again; zero where waiting is no remedy, or
  /// nobody knows.
  public Duration retryAfter() {
    return wait;
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
