package io.espalier.runtime.backend.transport;

import io.espalier.runtime.backend.BackendException;
import io.espalier.runtime.backend.BackendException.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The body of an answer as lines, or as a whole. Confined to one thread; closing it before its end
/// closes the connection, which tells the server to stop.
public final class AnswerStream implements AutoCloseable {
  private final String server;
  private final BodyQueue queue;
  private final AnswerLimits limits;
  private final Deadline deadline;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private List<ByteBuffer> pieces = List.of();
  private int piece;
  private long received;
  private boolean ended;

  AnswerStream(String server, BodyQueue queue, AnswerLimits limits, Deadline deadline) {
    this.server = server;
    this.queue = queue;
    this.limits = limits;
    this.deadline = deadline;
  }

  /// Returns the next line without its end, null after the last.
  ///
  /// @throws BackendException when a limit is reached or the body breaks off
  public @Nullable String line() throws InterruptedException {
    line.reset();
    for (ByteBuffer buffer = buffer(); buffer != null; buffer = buffer()) {
      while (buffer.hasRemaining()) {
        byte next = buffer.get();
        if (next == '\n') {
          return text();
        }
        if (line.size() == limits.lineBytes()) {
          throw new BackendException(
              Kind.TOO_LARGE,
              "%s: a line of the answer is longer than %d bytes"
                  .formatted(server, limits.lineBytes()));
        }
        line.write(next);
      }
    }
    return line.size() == 0 ? null : text();
  }

  private String text() {
    byte[] bytes = line.toByteArray();
    int length = bytes.length;
    if (length > 0 && bytes[length - 1] == '\r') {
      length--;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  /// Returns all that is left, at most `most` bytes of it.
  public byte[] rest(long most) throws InterruptedException {
    var all = new ByteArrayOutputStream();
    for (ByteBuffer buffer = buffer(); buffer != null; buffer = buffer()) {
      byte[] bytes = new byte[(int) Math.min(buffer.remaining(), most - all.size())];
      buffer.get(bytes);
      all.writeBytes(bytes);
      if (all.size() == most && buffer.hasRemaining()) {
        break;
      }
    }
    return all.toByteArray();
  }

  private @Nullable ByteBuffer buffer() throws InterruptedException {
    while (piece == pieces.size() || !pieces.get(piece).hasRemaining()) {
      if (piece < pieces.size()) {
        piece++;
        continue;
      }
      if (ended) {
        return null;
      }
      Duration most = deadline.atMost(limits.betweenBytes());
      List<ByteBuffer> next = queue.take(most, server);
      if (next == null) {
        ended = true;
        return null;
      }
      for (ByteBuffer buffer : next) {
        received += buffer.remaining();
      }
      if (received > limits.bodyBytes()) {
        throw new BackendException(
            Kind.TOO_LARGE,
            "%s: the answer is larger than %d bytes".formatted(server, limits.bodyBytes()));
      }
      pieces = next;
      piece = 0;
    }
    return pieces.get(piece);
  }

  @Override
  public void close() {
    if (!ended) {
      queue.cancel();
    }
  }
}
