package io.espalier.runtime.model.loader;

import io.espalier.kernels.Kernels;
import io.espalier.kernels.NumberFormat;

/// How to load a model.
///
/// @param kernels computes it; closed by the caller, after the model
/// @param kvFormat format of keys and values in pages: F32, or F16 for half the memory
public record LoadOptions(Kernels kernels, NumberFormat kvFormat) {
  /// Refuses formats that pages cannot have.
  public LoadOptions {
    if (kvFormat != NumberFormat.F32 && kvFormat != NumberFormat.F16) {
      throw new IllegalArgumentException("pages hold F32 or F16, not " + kvFormat);
    }
  }

  /// Returns options with pages in the format that suits the kernels.
  public static LoadOptions of(Kernels kernels) {
    return new LoadOptions(kernels, kernels.preferredKvFormat());
  }
}
