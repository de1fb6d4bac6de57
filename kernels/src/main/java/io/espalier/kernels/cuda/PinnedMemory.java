package io.espalier.kernels.cuda;

import java.lang.foreign.MemorySegment;
import jcuda.Pointer;
import jcuda.driver.JCudaDriver;

/// Host memory that the device copies from and to without a detour.
final class PinnedMemory {
  /// A host pointer whose number can be read.
  private static final class Host extends Pointer {
    Host() {}

    long value() {
      return getNativePointer();
    }
  }

  private final Host pointer = new Host();
  private final MemorySegment segment;

  @SuppressWarnings("restricted") // the driver gave exactly these bytes
  PinnedMemory(long bytes) {
    CudaDevice.check(JCudaDriver.cuMemHostAlloc(pointer, bytes, 0), "cuMemHostAlloc");
    segment = MemorySegment.ofAddress(pointer.value()).reinterpret(bytes);
  }

  MemorySegment segment() {
    return segment;
  }

  Pointer at(long offset) {
    return pointer.withByteOffset(offset);
  }

  void close() {
    CudaDevice.check(JCudaDriver.cuMemFreeHost(pointer), "cuMemFreeHost");
  }
}
