package io.espalier.kernels.reference;

import io.espalier.kernels.Kernels;
import io.espalier.kernels.KernelsProvider;
import java.util.Optional;

/// Offers [ReferenceKernels] to who asks for it by name.
public final class ReferenceProvider implements KernelsProvider {
  /// For the service loader.
  public ReferenceProvider() {}

  @Override
  public String name() {
    return "reference";
  }

  @Override
  public int preference() {
    return -1;
  }

  @Override
  public Optional<String> obstacle() {
    return Optional.empty();
  }

  @Override
  public Kernels open(int threads) {
    return new ReferenceKernels();
  }
}
