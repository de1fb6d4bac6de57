package io.espalier.kernels.cuda;

import static jcuda.driver.JCudaDriver.cuCtxSetCurrent;
import static jcuda.driver.JCudaDriver.cuDeviceGet;
import static jcuda.driver.JCudaDriver.cuDeviceGetAttribute;
import static jcuda.driver.JCudaDriver.cuDeviceGetName;
import static jcuda.driver.JCudaDriver.cuDevicePrimaryCtxRelease;
import static jcuda.driver.JCudaDriver.cuDevicePrimaryCtxRetain;
import static jcuda.driver.JCudaDriver.cuDriverGetVersion;
import static jcuda.driver.JCudaDriver.cuFuncSetAttribute;
import static jcuda.driver.JCudaDriver.cuInit;
import static jcuda.driver.JCudaDriver.cuMemAlloc;
import static jcuda.driver.JCudaDriver.cuMemFree;
import static jcuda.driver.JCudaDriver.cuMemGetInfo;
import static jcuda.driver.JCudaDriver.cuMemcpyDtoDAsync;
import static jcuda.driver.JCudaDriver.cuMemcpyDtoHAsync;
import static jcuda.driver.JCudaDriver.cuMemcpyHtoDAsync;
import static jcuda.driver.JCudaDriver.cuMemsetD8Async;
import static jcuda.driver.JCudaDriver.cuModuleGetFunction;
import static jcuda.driver.JCudaDriver.cuModuleLoadData;
import static jcuda.driver.JCudaDriver.cuModuleUnload;
import static jcuda.driver.JCudaDriver.cuStreamCreate;
import static jcuda.driver.JCudaDriver.cuStreamDestroy;
import static jcuda.driver.JCudaDriver.cuStreamQuery;
import static jcuda.driver.JCudaDriver.cuStreamSynchronize;

import io.espalier.kernels.DeviceMemoryException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jcuda.Pointer;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.CUfunction_attribute;
import jcuda.driver.CUmodule;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;

/// One GPU: its context, one stream in which everything runs in order, the loaded kernels, memory.
///
/// The context is bound to whichever thread calls [#bind]; one thread at a time.
final class CudaDevice {
  private static final int NON_BLOCKING_STREAM = 1;
  private static final int PLAIN_SHARED_BYTES = 48 << 10;

  private final CUdevice device = new CUdevice();
  private final CUcontext context = new CUcontext();
  private final EarlyLaunch.Stream stream = new EarlyLaunch.Stream();
  private final CUmodule module = new CUmodule();
  private final KernelImage image;
  private final Map<String, Integer> indices = new HashMap<>();
  private final List<EarlyLaunch.Function> functions = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private final List<Boolean> early = new ArrayList<>();
  private final List<Integer> sharedBytes = new ArrayList<>();
  private long bound;

  CudaDevice(int ordinal) {
    check(cuInit(0), "cuInit");
    check(cuDeviceGet(device, ordinal), "cuDeviceGet");
    check(cuDevicePrimaryCtxRetain(context, device), "cuDevicePrimaryCtxRetain");
    bind();
    check(cuStreamCreate(stream, NON_BLOCKING_STREAM), "cuStreamCreate");
    image = KernelImage.of(capability(device));
    check(cuModuleLoadData(module, image.bytes()), "cuModuleLoadData of " + image.kind());
  }

  /// Ten times the compute capability.
  static int capability(CUdevice device) {
    return 10 * attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR)
        + attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR);
  }

  private static int attribute(CUdevice device, int attribute) {
    int[] value = new int[1];
    check(cuDeviceGetAttribute(value, attribute, device), "cuDeviceGetAttribute");
    return value[0];
  }

  static String name(CUdevice device) {
    byte[] bytes = new byte[256];
    check(cuDeviceGetName(bytes, bytes.length, device), "cuDeviceGetName");
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }

  /// Throws unless a driver call went well.
  static void check(int status, String call) {
    if (status != CUresult.CUDA_SUCCESS) {
      String[] text = {""};
      JCudaDriver.cuGetErrorString(status, text);
      throw new CudaException(call, CUresult.stringFor(status), String.valueOf(text[0]));
    }
  }

  /// Makes the context the calling thread's.
  void bind() {
    long thread = Thread.currentThread().threadId();
    if (bound != thread) {
      check(cuCtxSetCurrent(context), "cuCtxSetCurrent");
      bound = thread;
    }
  }

  String description() {
    int[] version = new int[1];
    check(cuDriverGetVersion(version), "cuDriverGetVersion");
    long[] memory = memory();
    int capability = capability(device);
    return String.format(
        Locale.ROOT,
        "%s, compute capability %d.%d, %.0f GB free of %.0f, CUDA driver %d.%d, %s",
        name(device),
        capability / 10,
        capability % 10,
        memory[0] / 1e9,
        memory[1] / 1e9,
        version[0] / 1000,
        version[0] % 1000 / 10,
        image.kind());
  }

  /// Free and all bytes.
  long[] memory() {
    long[] free = new long[1];
    long[] total = new long[1];
    check(cuMemGetInfo(free, total), "cuMemGetInfo");
    return new long[] {free[0], total[0]};
  }

  EarlyLaunch.Stream stream() {
    return stream;
  }

  /// Whether the loaded kernels are machine code for Hopper.
  boolean isHopperCode() {
    return image.hopper();
  }

  int multiprocessors() {
    return attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT);
  }

  /// Whether a launch may ask that all its blocks are at work at once.
  boolean launchesTogether() {
    return attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COOPERATIVE_LAUNCH) != 0;
  }

  /// Most shared memory that a block may ask for.
  int mostSharedBytes() {
    return attribute(
        device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN);
  }

  /// The number of a kernel, loaded when it is first asked for.
  int function(String name) {
    Integer known = indices.get(name);
    if (known != null) {
      return known;
    }
    EarlyLaunch.Function function = new EarlyLaunch.Function();
    check(cuModuleGetFunction(function, module, name), "cuModuleGetFunction of " + name);
    functions.add(function);
    names.add(name);
    early.add(EarlyLaunch.allows(name));
    sharedBytes.add(PLAIN_SHARED_BYTES);
    indices.put(name, functions.size() - 1);
    return functions.size() - 1;
  }

  /// Whether a kernel may start before the one ahead has ended.
  boolean startsEarly(int index) {
    return early.get(index);
  }

  String functionName(int index) {
    return names.get(index);
  }

  /// A kernel, allowed to use that much shared memory.
  EarlyLaunch.Function function(int index, int shared) {
    EarlyLaunch.Function function = functions.get(index);
    if (shared > sharedBytes.get(index)) {
      check(
          cuFuncSetAttribute(
              function,
              CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES,
              shared),
          names.get(index) + " with " + shared + " bytes of shared memory");
      sharedBytes.set(index, shared);
    }
    return function;
  }

  /// Device memory, zeroed in stream order.
  ///
  /// @throws DeviceMemoryException if there is not enough
  long allocate(long bytes) {
    Address address = new Address();
    int status = cuMemAlloc(address, Math.max(16, bytes));
    if (status == CUresult.CUDA_ERROR_OUT_OF_MEMORY) {
      long[] memory = memory();
      throw DeviceMemoryException.allocation(bytes, memory[0], memory[1]);
    }
    check(status, "cuMemAlloc of " + bytes + " bytes");
    check(cuMemsetD8Async(address, (byte) 0, Math.max(16, bytes), stream), "cuMemsetD8Async");
    return address.value();
  }

  /// Frees memory after everything that was launched is done. Memory of a lost context is gone.
  void free(long address) {
    if (!isLost()) {
      synchronize();
      check(cuMemFree(Address.of(address)), "cuMemFree");
    }
  }

  /// Whether a fault inside a kernel has ended the context: every call fails from then on.
  boolean isLost() {
    int status = cuStreamQuery(stream);
    return status != CUresult.CUDA_SUCCESS && status != CUresult.CUDA_ERROR_NOT_READY;
  }

  /// Starts a copy to the device.
  void copyIn(long to, Pointer from, long bytes) {
    check(cuMemcpyHtoDAsync(Address.of(to), from, bytes, stream), "cuMemcpyHtoDAsync");
  }

  /// Starts a copy from the device.
  void copyOut(Pointer to, long from, long bytes) {
    check(cuMemcpyDtoHAsync(to, Address.of(from), bytes, stream), "cuMemcpyDtoHAsync");
  }

  /// Starts a copy from device memory to device memory.
  void copyWithin(long to, long from, long bytes) {
    check(cuMemcpyDtoDAsync(Address.of(to), Address.of(from), bytes, stream), "cuMemcpyDtoDAsync");
  }

  /// Waits for everything that was started.
  void synchronize() {
    check(cuStreamSynchronize(stream), "cuStreamSynchronize");
  }

  void close() {
    if (!isLost()) {
      check(cuModuleUnload(module), "cuModuleUnload");
      check(cuStreamDestroy(stream), "cuStreamDestroy");
    }
    check(cuDevicePrimaryCtxRelease(device), "cuDevicePrimaryCtxRelease");
    bound = 0;
  }
}
