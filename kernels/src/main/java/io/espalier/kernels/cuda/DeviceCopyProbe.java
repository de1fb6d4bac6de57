package io.espalier.kernels.cuda;

import io.espalier.kernels.MemoryProbe;

/// Copies device memory to device memory, far more than the card's cache holds.
final class DeviceCopyProbe implements MemoryProbe {
  private static final long MOST_BYTES = 1L << 30;
  private static final int COPIES = 8;

  private final CudaKernels owner;
  private final CudaDevice device;
  private final long bytes;
  private final long from;
  private final long to;

  DeviceCopyProbe(CudaKernels owner, CudaDevice device) {
    this.owner = owner;
    this.device = device;
    bytes = Math.min(MOST_BYTES, owner.freeDeviceBytes() / 16) / 256 * 256;
    from = owner.allocate(bytes);
    to = owner.allocate(bytes);
  }

  @Override
  public String label() {
    return "device copy";
  }

  /// Costs 4 ms on a card of 4 TB/s. Waits for what the kernels still do.
  @Override
  public double measure() {
    owner.synchronize();
    long start = System.nanoTime();
    for (int i = 0; i < COPIES; i++) {
      device.copyWithin(to, from, bytes);
    }
    device.synchronize();
    return 2.0 * COPIES * bytes / (System.nanoTime() - start);
  }

  @Override
  public void close() {
    owner.free(from);
    owner.free(to);
  }
}
