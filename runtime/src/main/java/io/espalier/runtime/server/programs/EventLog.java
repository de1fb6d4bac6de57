package io.espalier.runtime.server.programs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.databind.JsonNode;

/// What a program did, in order; grows while it runs and can be read from any place. Thread-safe.
///
/// Bounded: when it is full, pieces of text are left out and counted. Their variable's end still
/// has the whole value.
final class EventLog {
  /// One event.
  record Event(String name, JsonNode data) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition grown = lock.newCondition();
  private final List<Event> events = new ArrayList<>();
  private final int mostBytes;
  private int bytes;
  private long omitted;
  private boolean closed;

  EventLog(int mostBytes) {
    this.mostBytes = mostBytes;
  }

  /// Adds an event.
  void add(String name, JsonNode data) {
    add(name, data, 0);
  }

  /// Adds a piece of text, if there is room.
  ///
  /// @param size about how many bytes it takes
  void addPiece(String name, JsonNode data, int size) {
    add(name, data, size);
  }

  private void add(String name, JsonNode data, int size) {
    lock.lock();
    try {
      if (size > 0 && bytes + size > mostBytes) {
        omitted++;
        return;
      }
      bytes += size;
      events.add(new Event(name, data));
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Nothing comes any more.
  void close() {
    lock.lock();
    try {
      closed = true;
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Returns how many pieces were left out.
  long omitted() {
    lock.lock();
    try {
      return omitted;
    } finally {
      lock.unlock();
    }
  }

  /// Returns event number `index`, when it is there; empty when it will never be.
  Optional<Event> await(int index) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (index >= events.size() && !closed) {
        grown.await();
      }
      return index < events.size() ? Optional.of(events.get(index)) : Optional.empty();
    } finally {
      lock.unlock();
    }
  }
}
