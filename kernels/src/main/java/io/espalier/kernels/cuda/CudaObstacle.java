package io.espalier.kernels.cuda;

import java.util.Optional;
import jcuda.driver.CUdevice;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;

/// What keeps the driver that is there from being used. Apart from [CudaProvider] so that JCuda's
/// classes are not touched where there is no driver.
final class CudaObstacle {
  /// Kernels compiled by CUDA 13 need this driver interface or a later one.
  private static final int LEAST_DRIVER = 13000;

  private CudaObstacle() {}

  static Optional<String> find() {
    int status = JCudaDriver.cuInit(0);
    if (status != CUresult.CUDA_SUCCESS) {
      return Optional.of("the NVIDIA driver does not start: " + CUresult.stringFor(status));
    }
    int[] number = new int[1];
    CudaDevice.check(JCudaDriver.cuDriverGetVersion(number), "cuDriverGetVersion");
    if (number[0] < LEAST_DRIVER) {
      return Optional.of(
          "the NVIDIA driver supports CUDA "
              + number[0] / 1000
              + "."
              + number[0] % 1000 / 10
              + ", 13.0 is needed (driver 580 or later)");
    }
    CudaDevice.check(JCudaDriver.cuDeviceGetCount(number), "cuDeviceGetCount");
    if (number[0] == 0) {
      return Optional.of("the NVIDIA driver sees no GPU (is CUDA_VISIBLE_DEVICES empty?)");
    }
    CUdevice device = new CUdevice();
    CudaDevice.check(JCudaDriver.cuDeviceGet(device, 0), "cuDeviceGet");
    int capability = CudaDevice.capability(device);
    if (capability < KernelImage.LEAST_CAPABILITY) {
      return Optional.of(
          CudaDevice.name(device)
              + " has compute capability "
              + capability / 10
              + "."
              + capability % 10
              + ", 8.0 is needed");
    }
    return Optional.empty();
  }
}
