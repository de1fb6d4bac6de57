package io.espalier.runtime.backend;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A remote backend did not do what was asked of it. The message names the endpoint and the
/// numbers, never a secret and never more than a little of what the server sent.
public final class BackendException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// What went wrong.
  public enum Kind {
    /// No connection, or it ended before the answer began.
    UNREACHABLE(true),
    /// A time limit: to connect, to the first byte, between bytes, or in all.
    TIMEOUT(true),
    /// The server is busy or down: 408, 429, 500, 502, 503, 504, 529.
    UNAVAILABLE(true),
    /// The answer broke off.
    CUT(true),
    /// Every endpoint is kept from requests after failures.
    OPEN_CIRCUIT(true),
    /// The server refused the request: another status from 400 on.
    REFUSED(false),
    /// The answer is not what the dialect says.
    MALFORMED(false),
    /// The answer is larger, longer or deeper than is allowed.
    TOO_LARGE(false),
    /// The request cannot be said in the dialect.
    INEXPRESSIBLE(false);

    private final boolean passing;

    Kind(boolean passing) {
      this.passing = passing;
    }

    /// Returns whether another try, or another server, may do better.
    public boolean isPassing() {
      return passing;
    }
  }

  private final Kind kind;
  private final int status;
  private final @Nullable Duration retryAfter;

  /// Creates the failure.
  ///
  /// @param status HTTP status, 0 where there was none
  /// @param retryAfter how long the server asks to wait
  public BackendException(Kind kind, int status, @Nullable Duration retryAfter, String message) {
    super(message);
    this.kind = kind;
    this.status = status;
    this.retryAfter = retryAfter;
  }

  /// Creates a failure without a status.
  public BackendException(Kind kind, String message) {
    this(kind, 0, null, message);
  }

  /// Returns what went wrong.
  public Kind kind() {
    return kind;
  }

  /// Returns the HTTP status, 0 where there was none.
  public int status() {
    return status;
  }

  /// Returns how long the server asks to wait before another try.
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
