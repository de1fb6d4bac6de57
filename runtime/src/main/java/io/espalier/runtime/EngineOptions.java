package io.espalier.runtime;

import io.espalier.runtime.model.loader.LoadListener;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// How an engine is opened.
///
/// @param model `sapling` (bundled), `simulated`, `simulated:SEED`, a `.gguf` file or a Hugging
///   Face folder
/// @param device `auto`, `cpu` or `cuda`
/// @param threads host threads that compute; 0 for as many as there are processors
/// @param kvBytes memory for keys and values; 0 for the default, at most 1 GiB
/// @param spillBytes how much may be kept of what does not fit `kvBytes`: on a GPU in host memory,
///   on the CPU in a nameless file; 0 for nothing, or with a folder for 1 GiB
/// @param cacheDirectory a folder that keeps cached prefixes between runs, of one engine at a time,
///   or null
/// @param loading told how far the model is loaded
public record EngineOptions(
    String model,
    String device,
    int threads,
    long kvBytes,
    long spillBytes,
    @Nullable Path cacheDirectory,
    LoadListener loading) {

  public EngineOptions {
    if (threads < 0 || kvBytes < 0 || spillBytes < 0) {
      throw new IllegalArgumentException(
          "threads is %d, kvBytes %d and spillBytes %d; allowed: 0 (default) or more"
              .formatted(threads, kvBytes, spillBytes));
    }
  }

  /// Returns the default options for a model.
  public static EngineOptions of(String model) {
    return new EngineOptions(model, "auto", 0, 0, 0, null, LoadListener.NONE);
  }

  /// Returns these options with a device.
  public EngineOptions withDevice(String value) {
    return new EngineOptions(model, value, threads, kvBytes, spillBytes, cacheDirectory, loading);
  }

  /// Returns these options with a number of host threads.
  public EngineOptions withThreads(int value) {
    return new EngineOptions(model, device, value, kvBytes, spillBytes, cacheDirectory, loading);
  }

  /// Returns these options with memory for keys and values.
  public EngineOptions withKvBytes(long value) {
    return new EngineOptions(model, device, threads, value, spillBytes, cacheDirectory, loading);
  }

  /// Returns these options with a second tier for keys and values.
  public EngineOptions withSpillBytes(long value) {
    return new EngineOptions(model, device, threads, kvBytes, value, cacheDirectory, loading);
  }

  /// Returns these options with a folder that keeps cached prefixes between runs.
  public EngineOptions withCacheDirectory(@Nullable Path value) {
    return new EngineOptions(model, device, threads, kvBytes, spillBytes, value, loading);
  }

  /// Returns these options with a listener for loading.
  public EngineOptions withLoading(LoadListener value) {
    return new EngineOptions(model, device, threads, kvBytes, spillBytes, cacheDirectory, value);
  }
}
