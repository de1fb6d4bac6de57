package io.espalier.runtime;

import io.espalier.kernels.Kernels;
import io.espalier.kernels.KernelsProvider;
import io.espalier.runtime.backend.Backend;
import io.espalier.runtime.backend.local.LocalBackend;
import io.espalier.runtime.model.ModelDescription;
import io.espalier.runtime.model.loader.LoadOptions;
import io.espalier.runtime.model.loader.LoadedModel;
import io.espalier.runtime.model.loader.ModelLoader;
import io.espalier.runtime.scheduler.SchedulerOptions;
import io.espalier.runtime.tokenizer.template.ChatTemplate;
import java.io.IOException;

/// Opens the backend that an engine's options ask for.
final class Backends {
  /// Room for activations and logits of a pass.
  private static final long MARGIN_BYTES = 3L << 30;

  private static final int DEVICE_STEP_TOKENS = 2048;

  private Backends() {}

  static Backend open(EngineOptions options) throws IOException {
    KernelsProvider.Choice choice = kernels(options);
    boolean opened = false;
    try {
      LoadedModel loaded =
          new ModelLoader(LoadOptions.of(choice.kernels()), options.loading())
              .load(options.model());
      SchedulerOptions scheduling =
          scheduling(loaded.description(), choice.kernels(), options.kvBytes());
      var backend =
          new LocalBackend(
              loaded.model(),
              loaded.tokenizer(),
              ChatTemplate.of(loaded.tokenizer()),
              scheduling,
              choice.reason(),
              choice.kernels());
      opened = true;
      return backend;
    } finally {
      if (!opened) {
        choice.kernels().close();
      }
    }
  }

  /// On a device of its own, keys and values get the free memory but a margin, and passes are long
  /// enough to keep it busy.
  private static SchedulerOptions scheduling(
      ModelDescription model, Kernels kernels, long kvBytes) {
    long free = kernels.freeDeviceBytes();
    if (free < 0) {
      return kvBytes == 0 ? SchedulerOptions.of(model) : SchedulerOptions.of(model, kvBytes);
    }
    long room = Math.max(free - MARGIN_BYTES, free / 2);
    var options = SchedulerOptions.of(model, kvBytes == 0 ? room / 10 * 9 : kvBytes);
    return options.withBatch(options.maxRunning(), DEVICE_STEP_TOKENS);
  }

  private static KernelsProvider.Choice kernels(EngineOptions options) {
    String device = options.device().equals("auto") ? "" : options.device();
    try {
      return KernelsProvider.choose(device, options.threads());
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new DeviceException("device '%s': %s".formatted(options.device(), e.getMessage()), e);
    }
  }
}
