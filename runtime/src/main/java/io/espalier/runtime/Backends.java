package io.espalier.runtime;

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

  static Backend open(EngineOptions options) throws IOException {
    KernelsProvider.Choice choice = kernels(options);
    boolean opened = false;
    try {
      LoadedModel loaded =
          new ModelLoader(LoadOptions.of(choice.kernels()), options.loading())
              .load(options.model());
      SchedulerOptions scheduling =
          LocalScheduling.of(loaded.description(), choice.kernels(), options.kvBytes());
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

  private static KernelsProvider.Choice kernels(EngineOptions options) {
    String device = options.device().equals("auto") ? "" : options.device();
    try {
      return KernelsProvider.choose(device, options.threads());
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new DeviceException("device '%s': %s".formatted(options.device(), e.getMessage()), e);
    }
  }
}
