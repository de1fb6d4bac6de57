package io.espalier.runtime.backend.local;

import io.espalier.kernels.Kernels;
import io.espalier.runtime.model.ModelDescription;
import io.espalier.runtime.scheduler.SchedulerOptions;

/// Options of a scheduler that suit what its model is computed on.
public final class LocalScheduling {
  /// Room for activations and logits of a pass.
  private static final long MARGIN_BYTES = 3L << 30;

  /// Rows of a pass that keep a device of its own memory busy.
  private static final int DEVICE_STEP_TOKENS = 2048;

  private LocalScheduling() {}

  /// Returns options for a loaded model.
  ///
  /// On a device of its own memory, keys and values get what is free but a margin, and passes are
  /// long enough to keep it busy.
  ///
  /// @param kvBytes memory for keys and values, 0 for the default
  public static SchedulerOptions of(ModelDescription model, Kernels kernels, long kvBytes) {
    long free = kernels.freeDeviceBytes();
    if (free < 0) {
      return kvBytes == 0 ? SchedulerOptions.of(model) : SchedulerOptions.of(model, kvBytes);
    }
    long room = Math.max(free - MARGIN_BYTES, free / 2);
    var options = SchedulerOptions.of(model, kvBytes == 0 ? room / 10 * 9 : kvBytes);
    return options.withBatch(options.maxRunning(), DEVICE_STEP_TOKENS);
  }
}
