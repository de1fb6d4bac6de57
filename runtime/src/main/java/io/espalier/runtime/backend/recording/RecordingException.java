package io.espalier.runtime.backend.recording;

/// A recording cannot be read, or the program that is replayed does not do what was recorded.
public final class RecordingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RecordingException(String message) {
    super(message);
  }

  RecordingException(String message, Throwable cause) {
    super(message, cause);
  }
}
