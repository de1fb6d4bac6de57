package io.espalier.kernels.cuda;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Small data that host code gives to the launches of a step: token ids, positions, page tables.
///
/// Written to pinned memory and sent in one copy before the launches run. The same reservations in
/// the same order get the same addresses, step after step.
final class StepInputs {
  private final CudaDevice device;
  private final long capacity;
  private final PinnedMemory host;
  private final long address;
  private long used;
  private boolean travelling;

  StepInputs(CudaDevice device, long capacity) {
    this.device = device;
    this.capacity = capacity;
    host = new PinnedMemory(capacity);
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
    if (travelling) {
      device.synchronize();
      travelling = false;
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
    MemorySegment.copy(values, 0, host.segment(), ValueLayout.JAVA_INT, offset, count);
    return address(offset);
  }

  /// Reserves and fills room for floats.
  ///
  /// @return its device address
  long put(float[] values, int count) {
    long offset = reserve(4L * count);
    MemorySegment.copy(values, 0, host.segment(), ValueLayout.JAVA_FLOAT, offset, count);
    return address(offset);
  }

  /// Reserves and fills room for whole words.
  ///
  /// @return its device address
  long put(long[] values) {
    long offset = reserve(8L * values.length);
    MemorySegment.copy(values, 0, host.segment(), ValueLayout.JAVA_LONG, offset, values.length);
    return address(offset);
  }

  void set(long offset, int index, int value) {
    host.segment().set(ValueLayout.JAVA_INT, offset + 4L * index, value);
  }

  /// Starts the copy of what was put since the last one.
  void send() {
    if (used > 0) {
      device.copyIn(address, host.at(0), used);
      used = 0;
      travelling = true;
    }
  }

  /// Forgets what was put and not sent.
  void clear() {
    used = 0;
  }

  /// Told that the stream is empty.
  void arrived() {
    travelling = false;
  }

  void close() {
    device.free(address);
    host.close();
  }
}
