package io.espalier.kernels.cuda;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Copies between the host and the device through pinned memory. Each returns when its bytes have
/// arrived, after everything that was launched before.
final class StagedCopies {
  private final CudaDevice device;
  private final PinnedMemory staging;
  private final long capacity;

  StagedCopies(CudaDevice device, PinnedMemory staging) {
    this.device = device;
    this.staging = staging;
    capacity = staging.segment().byteSize();
  }

  /// Copies floats to the address `to`.
  void write(float[] from, int start, long to, int count) {
    int most = (int) (capacity / Float.BYTES);
    for (int done = 0; done < count; done += most) {
      int part = Math.min(most, count - done);
      device.synchronize();
      MemorySegment.copy(from, start + done, staging.segment(), ValueLayout.JAVA_FLOAT, 0, part);
      device.copyIn(to + 4L * done, staging.at(0), 4L * part);
    }
    device.synchronize();
  }

  /// Copies floats from the address `from`.
  void read(long from, float[] into, int start, int count) {
    int most = (int) (capacity / Float.BYTES);
    for (int done = 0; done < count; done += most) {
      int part = Math.min(most, count - done);
      device.copyOut(staging.at(0), from + 4L * done, 4L * part);
      device.synchronize();
      MemorySegment.copy(staging.segment(), ValueLayout.JAVA_FLOAT, 0, into, start + done, part);
    }
    device.synchronize();
  }

  /// Copies `count` pieces of device memory, `pitch` bytes apart, one behind another to the host.
  void readPieces(long from, long pitch, int count, long bytes, MemorySegment to) {
    long most = wholePieces(bytes);
    for (long done = 0; done < count * bytes; done += most) {
      long part = Math.min(most, count * bytes - done);
      for (long at = 0; at < part; at += bytes) {
        device.copyOut(staging.at(at), from + (done + at) / bytes * pitch, bytes);
      }
      device.synchronize();
      MemorySegment.copy(staging.segment(), 0, to, done, part);
    }
  }

  /// Copies pieces back that [#readPieces] has read.
  void writePieces(long to, long pitch, int count, long bytes, MemorySegment from) {
    long most = wholePieces(bytes);
    for (long done = 0; done < count * bytes; done += most) {
      long part = Math.min(most, count * bytes - done);
      device.synchronize();
      MemorySegment.copy(from, done, staging.segment(), 0, part);
      for (long at = 0; at < part; at += bytes) {
        device.copyIn(to + (done + at) / bytes * pitch, staging.at(at), bytes);
      }
    }
    device.synchronize();
  }

  private long wholePieces(long bytes) {
    if (bytes > capacity) {
      throw new IllegalStateException("a piece of " + bytes + " bytes does not fit " + capacity);
    }
    return capacity / bytes * bytes;
  }
}
