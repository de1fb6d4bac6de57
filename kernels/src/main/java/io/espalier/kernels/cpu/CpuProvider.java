package io.espalier.kernels.cpu;

import io.espalier.kernels.Kernels;
import io.espalier.kernels.KernelsProvider;
import java.nio.ByteOrder;
import java.util.Optional;

/// Offers [CpuKernels] wherever the Vector API is present.
public final class CpuProvider implements KernelsProvider {
  /// For the service loader.
  public CpuProvider() {}

  @Override
  public String name() {
    return "cpu";
  }

  @Override
  public int preference() {
    return 10;
  }

  @Override
  public Optional<String> obstacle() {
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
      return Optional.of("start Java with --add-modules jdk.incubator.vector");
    }
    if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
      return Optional.of("needs a little-endian processor");
    }
    return Optional.empty();
  }

  @Override
  public Kernels open(int threads) {
    return new CpuKernels(
        threads == 0 ? Runtime.getRuntime().availableProcessors() : threads,
        new ColdStart(ColdStart.DEFAULT));
  }
}
