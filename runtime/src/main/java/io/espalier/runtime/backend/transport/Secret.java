package io.espalier.runtime.backend.transport;

import java.util.List;

/// A text that is sent and never shown. Immutable.
public final class Secret {
  private static final String SHOWN = "[secret]";

  private final String value;

  /// Takes a value that is fit for a header.
  ///
  /// @throws IllegalArgumentException when it is empty or holds other than visible ASCII; the
  ///   message does not show it
  public Secret(String value) {
    if (value.isEmpty() || value.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      throw new IllegalArgumentException(
          "a key of %d characters; allowed: visible ASCII without spaces"
              .formatted(value.length()));
    }
    this.value = value;
  }

  String value() {
    return value;
  }

  /// Returns a text without any of the secrets in it.
  static String redact(String text, List<Secret> secrets) {
    String redacted = text;
    for (Secret secret : secrets) {
      redacted = redacted.replace(secret.value, SHOWN);
    }
    return redacted;
  }

  @Override
  public String toString() {
    return SHOWN;
  }
}
