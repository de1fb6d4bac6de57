package io.espalier.kernels.cuda;

import io.espalier.kernels.Buffer;

/// Floats in device memory.
final class CudaBuffer implements Buffer {
  private final CudaKernels owner;
  private final long length;
  private long address;

  CudaBuffer(CudaKernels owner, long length, long address) {
    this.owner = owner;
    this.length = length;
    this.address = address;
  }

  /// The device address of `buffer`, checked to be open, `kernels`' own and of `needed` floats.
  static long address(CudaKernels kernels, Buffer buffer, long needed) {
    if (!(buffer instanceof CudaBuffer own) || own.owner != kernels) {
      throw new IllegalArgumentException(
          "a buffer of another implementation: " + buffer.getClass().getName());
    }
    if (own.length < needed) {
      throw new IllegalArgumentException(
          "needs " + needed + " floats, the buffer has " + own.length);
    }
    if (own.address == 0) {
      throw new IllegalArgumentException("the buffer is closed");
    }
    return own.address;
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public void close() {
    if (address != 0) {
      owner.free(address);
      address = 0;
    }
  }
}
