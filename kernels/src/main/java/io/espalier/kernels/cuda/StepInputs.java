package io.espalier.kernels.cuda;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// Small data that host code gives to the launches of a step: token ids, positions, page tables.
///
/// Written to pinned memory and sent in one copy before the launches run. The same reservations in
/// the same order get the same addresses, step after step. Steps take turns between two pieces of
/// pinned memory, so that one can be written while the other is still to be copied.
final class StepInputs {
  private final CudaDevice device;
  private final long capacity;
  private final PinnedMemory[] hosts;
  private final CudaEvent[] sent = {new CudaEvent(), new CudaEvent()};
  private final boolean[] travelling = new boolean[2];
  private final long address;
  private long used;
  private int turn;

  StepInputs(CudaDevice device, long capacity) {
    this.device = device;
    this.capacity = capacity;
    hosts = new PinnedMemory[] {new PinnedMemory(capacity), new PinnedMemory(capacity)};
    address = device.allocate(capacity);
  }

  /// Whether a reservation of that many bytes still fits this step.
  boolean fits(long bytes) {
    return used + bytes + 16 <= capacity;
  }

  /// Reserves room.
  ///
  /// @return its offset
  long reserve(long bytes) {
    if (bytes > capacity) {
      throw new IllegalArgumentException(
          "one operation's tokens and page tables take " + bytes + " bytes of " + capacity);
    }
    if (travelling[turn]) {
      sent[turn].await();
      travelling[turn] = false;
    }
    long offset = used;
    used = (used + bytes + 15) / 16 * 16;
    return offset;
  }

  /// Device address of an offset.
  long address(long offset) {
    return address + offset;
  }

  /// Reserves and fills room for integers.
  ///
  /// @return its device address
  long put(int[] values, int count) {
    long offset = reserve(4L * count);
    MemorySegment.copy(values, 0, hosts[turn].segment(), ValueLayout.JAVA_INT, offset, count);
    return address(offset);
  }

  /// Reserves and fills room for floats.
  ///
  /// @return its device address
  long put(float[] values, int count) {
    long offset = reserve(4L * count);
    MemorySegment.copy(values, 0, hosts[turn].segment(), ValueLayout.JAVA_FLOAT, offset, count);
    return address(offset);
  }

  /// Reserves and fills room for whole words.
  ///
  /// @return its device address
  long put(long[] values) {
    long offset = reserve(8L * values.length);
    MemorySegment.copy(
        values, 0, hosts[turn].segment(), ValueLayout.JAVA_LONG, offset, values.length);
    return address(offset);
  }

  void set(long offset, int index, int value) {
    hosts[turn].segment().set(ValueLayout.JAVA_INT, offset + 4L * index, value);
  }

  /// Starts the copy of what was put since the last one.
  void send() {
    if (used > 0) {
      device.copyIn(address, hosts[turn].at(0), used);
      sent[turn].record(device.stream());
      travelling[turn] = true;
      turn ^= 1;
      used = 0;
    }
  }

  /// Forgets what was put and not sent.
  void clear() {
    used = 0;
  }

  /// Told that the stream is empty.
  void arrived() {
    Arrays.fill(travelling, false);
  }

  void close() {
    device.free(address);
    for (int i = 0; i < 2; i++) {
      hosts[i].close();
      sent[i].close();
    }
  }
}
