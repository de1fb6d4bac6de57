package io.espalier.kernels.cuda;

import io.espalier.kernels.Draws;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/// Drawn tokens on their way to the host: of at most two lists, the earlier one first.
final class DrawnTokens {
  /// Host memory of one list.
  private static final class Arrival {
    private final PinnedMemory memory;
    private final int room;
    private final CudaEvent event = new CudaEvent();
    private int count;

    Arrival(int room) {
      this.room = room;
      memory = new PinnedMemory(4L * room);
    }

    void close() {
      memory.close();
      event.close();
    }
  }

  private static final int LEAST = 1024;

  private final @Nullable Arrival[] arrivals = new Arrival[2];
  private int started;
  private int awaited;
  private int count;

  /// Tokens of the list started last.
  int count() {
    return count;
  }

  /// Starts the copy of tokens from the device.
  void start(CudaDevice device, long tokens, int number) {
    if (started - awaited == 2) {
      throw new IllegalStateException("two lists of draws are under way");
    }
    int slot = started & 1;
    Arrival arrival = arrivals[slot];
    if (arrival == null || arrival.room < number) {
      if (arrival != null) {
        arrival.close();
      }
      arrival = new Arrival(Math.max(LEAST, number));
      arrivals[slot] = arrival;
    }
    device.copyOut(arrival.memory.at(0), tokens, 4L * number);
    arrival.event.record(device.stream());
    arrival.count = number;
    count = number;
    started++;
  }

  /// Waits for the earliest list.
  void await(Draws list) {
    Arrival arrival = arrivals[awaited & 1];
    if (arrival == null || awaited == started || arrival.count != list.count()) {
      throw new IllegalStateException("no such list of draws is under way");
    }
    arrival.event.await();
    awaited++;
    for (int i = 0; i < list.count(); i++) {
      list.setToken(i, arrival.memory.segment().getAtIndex(ValueLayout.JAVA_INT, i));
    }
  }

  /// Forgets what is under way.
  void clear() {
    awaited = started;
    count = 0;
  }

  void close() {
    for (Arrival arrival : arrivals) {
      if (arrival != null) {
        arrival.close();
      }
    }
  }
}
