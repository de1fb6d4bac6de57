package io.espalier.runtime.backend.transport;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/// The `Retry-After` header: seconds or a date (RFC 9110 §10.2.3).
final class RetryAfter {
  private static final long MAX_SECONDS = 86_400;

  private RetryAfter() {}

  /// Returns how long to wait, at most a day; null where the header is absent or wrong.
  static @Nullable Duration read(String header) {
    String value = header.strip();
    if (value.isEmpty()) {
      return null;
    }
    if (value.length() <= 10 && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Duration.ofSeconds(Math.min(MAX_SECONDS, Long.parseLong(value)));
    }
    try {
      Instant when = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      long seconds = Duration.between(Instant.now(), when).toSeconds();
      return Duration.ofSeconds(Math.clamp(seconds, 0, MAX_SECONDS));
    } catch (DateTimeParseException _) {
      return null;
    }
  }
}
