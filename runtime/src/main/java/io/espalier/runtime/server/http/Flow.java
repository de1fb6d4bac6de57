package io.espalier.runtime.server.http;

import io.netty.channel.Channel;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Holds up the writers of one connection while its client does not read. Thread-safe.
///
/// The channel says when its outbound buffer is above the high-water mark and when it is below the
/// low one again; writers wait here in between, for a bounded time.
final class Flow {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Duration patience;

  Flow(Duration patience) {
    this.patience = patience;
  }

  /// Wakes the writers to look again. From the event loop.
  void signal() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Returns when there is room for more.
  ///
  /// @throws ClientGoneException when there will be none
  void awaitRoom(Channel channel) {
    if (channel.isWritable()) {
      return;
    }
    lock.lock();
    try {
      long left = patience.toNanos();
      while (!channel.isWritable()) {
        if (!channel.isActive()) {
          throw new ClientGoneException("the client closed the connection");
        }
        if (left <= 0) {
          channel.close();
          throw new ClientGoneException("the client read nothing for " + patience);
        }
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new ClientGoneException("the request was cancelled");
    } finally {
      lock.unlock();
    }
  }
}
