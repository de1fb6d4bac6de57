package io.espalier.cache.host;

/// The second tier cannot be had: its folder is in use, cannot be written or is none, or its memory
/// is too small or too large.
public final class HostTierException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// @param message says what is wrong, with the numbers
  public HostTierException(String message) {
    super(message);
  }

  /// @param message says what is wrong, with the numbers
  public HostTierException(String message, Throwable cause) {
    super(message, cause);
  }
}
