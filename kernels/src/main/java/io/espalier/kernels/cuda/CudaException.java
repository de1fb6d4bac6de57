package io.espalier.kernels.cuda;

/// A call of the CUDA driver that failed. After a fault inside a kernel the context is lost and
/// every later call fails too.
public final class CudaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// A failure of `call` with the driver's name and text for it.
  CudaException(String call, String name, String text) {
    super(call + " failed: " + name + ", " + text);
  }

  /// A failure that is not the driver's own.
  CudaException(String message) {
    super(message);
  }
}
