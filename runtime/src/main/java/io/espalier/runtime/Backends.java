package io.espalier.runtime;

import io.espalier.kernels.DeviceMemoryException;
import io.espalier.kernels.KernelsProvider;
import io.espalier.runtime.backend.Backend;
import io.espalier.runtime.backend.local.LocalBackend;
import io.espalier.runtime.backend.local.LocalScheduling;
import io.espalier.runtime.model.loader.LoadOptions;
import io.espalier.runtime.model.loader.LoadedModel;
import io.espalier.runtime.model.loader.ModelLoader;
import io.espalier.runtime.scheduler.SchedulerOptions;
import io.espalier.runtime.tokenizer.template.ChatTemplate;
import java.io.IOException;

/// Opens the backend that an engine's options ask for.
final class Backends {
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
      EngineOptions options, KernelsProvider.Choice choice, LoadedModel loaded) {
    SchedulerOptions scheduling;
    try {
      scheduling = LocalScheduling.of(loaded.description(), choice.kernels(), options.kvBytes());
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

  private static KernelsProvider.Choice kernels(EngineOptions options, String device) {
    try {
      return KernelsProvider.choose(device.equals("auto") ? "" : device, options.threads());
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new DeviceException("device '%s': %s".formatted(device, e.getMessage()), e);
    }
  }
}
