package io.espalier.kernels.cuda;

import static io.espalier.kernels.cuda.CudaDevice.check;

import jcuda.driver.CUevent;
import jcuda.driver.CUevent_flags;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;

/// A mark in a stream that the host can wait for.
final class CudaEvent {
  private final CUevent event = new CUevent();

  CudaEvent() {
    check(JCudaDriver.cuEventCreate(event, CUevent_flags.CU_EVENT_DISABLE_TIMING), "cuEventCreate");
  }

  /// Sets the mark behind everything that was started.
  void record(CUstream stream) {
    check(JCudaDriver.cuEventRecord(event, stream), "cuEventRecord");
  }

  /// Waits until the stream is past the mark.
  void await() {
    check(JCudaDriver.cuEventSynchronize(event), "cuEventSynchronize");
  }

  void close() {
    check(JCudaDriver.cuEventDestroy(event), "cuEventDestroy");
  }
}
