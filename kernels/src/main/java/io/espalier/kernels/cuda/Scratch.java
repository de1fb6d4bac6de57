package io.espalier.kernels.cuda;

/// Device memory that an operation uses for itself, grown to the largest need.
final class Scratch {
  private final CudaKernels owner;
  private long bytes;
  private long address;

  Scratch(CudaKernels owner) {
    this.owner = owner;
  }

  /// At least that many bytes; what was there may be lost.
  long address(long needed) {
    if (needed > bytes) {
      close();
      long size = Math.max(needed, 1 << 20);
      address = owner.allocate(size);
      bytes = size;
    }
    return address;
  }

  void close() {
    if (address != 0) {
      owner.free(address);
      address = 0;
      bytes = 0;
    }
  }
}
