package io.espalier.runtime.backend.transport;

import io.espalier.runtime.backend.BackendException;
import io.espalier.runtime.backend.BackendException.Kind;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A body on its way from the client's thread to the reader's: one piece is asked for at a time, so
/// a slow reader slows the server and holds no more than a piece.
final class BodyQueue implements Flow.Subscriber<List<ByteBuffer>> {
  /// What can arrive.
  private sealed interface Event {
    record Bytes(List<ByteBuffer> buffers) implements Event {}

    record End() implements Event {}

    record Failure(Throwable cause) implements Event {}
  }

  private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private volatile Flow.@Nullable Subscription subscription;
  private volatile boolean cancelled;

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    if (cancelled) {
      given.cancel();
    } else {
      given.request(1);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    events.add(new Event.Bytes(buffers));
  }

  @Override
  public void onError(Throwable failure) {
    events.add(new Event.Failure(failure));
  }

  @Override
  public void onComplete() {
    events.add(new Event.End());
  }

  /// Returns the next piece, null at the end.
  ///
  /// @throws BackendException when nothing comes in time, or the body breaks off
  @Nullable List<ByteBuffer> take(Duration most, String server) throws InterruptedException {
    Event event = events.poll(most.toNanos(), TimeUnit.NANOSECONDS);
    return switch (event) {
      case null ->
          throw new BackendException(
              Kind.TIMEOUT,
              "%s: no byte of the answer came within %d ms".formatted(server, most.toMillis()));
      case Event.Bytes(var buffers) -> {
        Flow.Subscription known = subscription;
        if (known != null) {
          known.request(1);
        }
        yield buffers;
      }
      case Event.End _ -> null;
      case Event.Failure _ ->
          throw new BackendException(Kind.CUT, server + ": the answer broke off");
    };
  }

  /// Drops the rest of the body and its connection.
  void cancel() {
    cancelled = true;
    Flow.Subscription known = subscription;
    if (known != null) {
      known.cancel();
    }
  }
}
