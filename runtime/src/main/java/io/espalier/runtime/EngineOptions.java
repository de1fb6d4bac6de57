package io.espalier.runtime;

import io.espalier.runtime.model.loader.LoadListener;

/// How an engine is opened.
///
/// @param model `sapling` (bundled), `simulated`, `simulated:SEED`, a `.gguf` file or a Hugging
///   Face folder
/// @param device `auto`, `cpu` or `cuda`
/// @param threads host threads that compute; 0 for as many as there are processors
/// @param kvBytes memory for keys and values; 0 for the default, at most 1 GiB
/// @param loading told how far the model is loaded
public record EngineOptions(
    String model, String device, int threads, long kvBytes, LoadListener loading) {

  public EngineOptions {
    if (threads < 0 || kvBytes < 0) {
      throw new IllegalArgumentException(
          "threads is %d and kvBytes %d; allowed: 0 (default) or more".formatted(threads, kvBytes));
    }
  }

  /// Returns the default options for a model.
  public static EngineOptions of(String model) {
    return new EngineOptions(model, "auto", 0, 0, LoadListener.NONE);
  }

  /// Returns these options with a device.
  public EngineOptions withDevice(String value) {
    return new EngineOptions(model, value, threads, kvBytes, loading);
  }

  /// Returns these options with a number of host threads.
  public EngineOptions withThreads(int value) {
    return new EngineOptions(model, device, value, kvBytes, loading);
  }

  /// Returns these options with memory for keys and values.
  public EngineOptions withKvBytes(long value) {
    return new EngineOptions(model, device, threads, value, loading);
  }

  /// Returns these options with a listener for loading.
  public EngineOptions withLoading(LoadListener value) {
    return new EngineOptions(model, device, threads, kvBytes, value);
  }
}
