package io.espalier.runtime;

/// A device that an engine cannot run on: unknown, or not there; the message says which are.
public final class DeviceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DeviceException(String message, Throwable cause) {
    super(message, cause);
  }
}
