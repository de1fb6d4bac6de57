package io.espalier.runtime;

import io.espalier.kernels.DeviceMemoryException;
import io.espalier.kernels.Kernels;
import io.espalier.kernels.KernelsProvider;
import io.espalier.runtime.backend.Backend;
import io.espalier.runtime.backend.local.LocalBackend;
import io.espalier.runtime.backend.local.LocalScheduling;
import io.espalier.runtime.model.ModelDescription;
import io.espalier.runtime.model.loader.LoadOptions;
import io.espalier.runtime.model.loader.LoadedModel;
import io.espalier.runtime.model.loader.ModelFingerprint;
import io.espalier.runtime.model.loader.ModelLoader;
import io.espalier.runtime.scheduler.SchedulerOptions;
import io.espalier.runtime.scheduler.SpillOptions;
import io.espalier.runtime.tokenizer.template.ChatTemplate;
import java.io.IOException;
import java.nio.file.Path;

/// Opens the backend that an engine's options ask for.
final class Backends {
  private static final long DEFAULT_DIRECTORY_BYTES = 1L << 30;

  private Backends() {}

  /// Opens the device and the model on it. A model that an automatically chosen GPU has no room for
  /// runs on the CPU, and the device's description says so.
  static Backend open(EngineOptions options) throws IOException {
    KernelsProvider.Choice choice = kernels(options, options.device());
    if (!options.device().equals("auto") || choice.kernels().freeDeviceBytes() < 0) {
      return open(options, choice);
    }
    try {
      return open(options, choice);
    } catch (DeviceMemoryException full) {
      var processor = kernels(options, "cpu");
      String reason = processor.kernels().description() + " (since " + full.getMessage() + ")";
      return open(options, new KernelsProvider.Choice(processor.kernels(), reason));
    }
  }

  /// Opens the model; where that fails, closes the kernels.
  private static Backend open(EngineOptions options, KernelsProvider.Choice choice)
      throws IOException {
    boolean opened = false;
    try {
      LoadedModel loaded =
          new ModelLoader(LoadOptions.of(choice.kernels()), options.loading())
              .load(options.model());
      var backend = start(options, choice, loaded);
      opened = true;
      return backend;
    } finally {
      if (!opened) {
        choice.kernels().close();
      }
    }
  }

  private static Backend start(
      EngineOptions options, KernelsProvider.Choice choice, LoadedModel loaded) throws IOException {
    SchedulerOptions scheduling;
    try {
      scheduling =
          LocalScheduling.of(loaded.description(), choice.kernels(), options.kvBytes())
              .withSpill(spill(options, choice.kernels(), loaded.description()));
    } catch (DeviceMemoryException refused) {
      loaded.close();
      throw refused;
    }
    return new LocalBackend(
        loaded.model(),
        loaded.tokenizer(),
        ChatTemplate.of(loaded.tokenizer()),
        scheduling,
        choice.reason(),
        choice.kernels());
  }

  private static SpillOptions spill(EngineOptions options, Kernels kernels, ModelDescription model)
      throws IOException {
    boolean mapped = kernels.freeDeviceBytes() < 0;
    Path directory = options.cacheDirectory();
    if (directory == null) {
      return new SpillOptions(options.spillBytes(), mapped, null, "", false);
    }
    long bytes = options.spillBytes() == 0 ? DEFAULT_DIRECTORY_BYTES : options.spillBytes();
    String fingerprint =
        String.join(
            " ", ModelFingerprint.of(options.model()), model.format(), kernels.description());
    return new SpillOptions(bytes, mapped, directory, fingerprint, false);
  }

  private static KernelsProvider.Choice kernels(EngineOptions options, String device) {
    try {
      return KernelsProvider.choose(device.equals("auto") ? "" : device, options.threads());
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new DeviceException("device '%s': %s".formatted(device, e.getMessage()), e);
    }
  }
}
