package io.espalier.runtime.backend.transport;

import io.espalier.runtime.backend.BackendException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The JSON values of an answer, one after the other. Confined to one thread.
public final class AnswerParts implements AutoCloseable {
  private static final String DONE = "[DONE]";

  private final AnswerStream stream;
  private final Framing framing;
  private final AnswerJson json;
  private final AnswerLimits limits;
  private boolean ended;

  AnswerParts(AnswerStream stream, Framing framing, AnswerJson json, AnswerLimits limits) {
    this.stream = stream;
    this.framing = framing;
    this.json = json;
    this.limits = limits;
  }

  /// Returns the next value, null after the last.
  ///
  /// @throws io.espalier.runtime.backend.BackendException when the answer is malformed, too large,
  ///   late, or breaks off
  public @Nullable JsonNode next() throws InterruptedException {
    if (ended) {
      return null;
    }
    String text =
        switch (framing) {
          case EVENTS -> event();
          case LINES -> filledLine();
          case WHOLE -> {
            ended = true;
            yield new String(stream.rest(limits.bodyBytes()), StandardCharsets.UTF_8);
          }
        };
    if (text == null) {
      ended = true;
      return null;
    }
    return json.object(text);
  }

  /// The data of an event: its `data:` lines, joined by line ends. Comments, names and ids are of
  /// no interest: every dialect repeats in the data what they say.
  private @Nullable String event() throws InterruptedException {
    StringBuilder data = null;
    for (String line = stream.line(); line != null; line = stream.line()) {
      if (line.isEmpty()) {
        if (data != null) {
          break;
        }
      } else if (line.startsWith("data:") || line.startsWith("error:")) {
        // llama.cpp's older servers send `error:` where others send `data:` with an error.
        String value = line.substring(line.indexOf(':') + 1).stripLeading();
        data = data == null ? new StringBuilder() : data.append('\n');
        if (data.length() + (long) value.length() > limits.lineBytes()) {
          throw new BackendException(
              BackendException.Kind.TOO_LARGE,
              "an event of the answer is longer than %d bytes".formatted(limits.lineBytes()));
        }
        data.append(value);
      } else if (line.startsWith("{")) {
        // Some servers answer a stream request with a plain error object.
        return line;
      }
    }
    return data == null || data.toString().strip().equals(DONE) ? null : data.toString();
  }

  private @Nullable String filledLine() throws InterruptedException {
    String line = stream.line();
    while (line != null && line.isBlank()) {
      line = stream.line();
    }
    return line;
  }

  @Override
  public void close() {
    stream.close();
  }
}
