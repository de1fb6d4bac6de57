package io.espalier.runtime.backend.transport;

/// How the parts of an answer follow each other.
public enum Framing {
  /// Server-sent events; `data: [DONE]` may be the last.
  EVENTS,
  /// A JSON value on each line.
  LINES,
  /// One JSON value.
  WHOLE
}
