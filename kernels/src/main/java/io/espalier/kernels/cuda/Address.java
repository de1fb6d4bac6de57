package io.espalier.kernels.cuda;

import jcuda.driver.CUdeviceptr;

/// A device pointer whose number can be read, since kernels take addresses as numbers.
final class Address extends CUdeviceptr {
  Address() {}

  long value() {
    return getNativePointer();
  }

  /// A pointer with that number.
  static CUdeviceptr of(long value) {
    return new CUdeviceptr().withByteOffset(value);
  }
}
