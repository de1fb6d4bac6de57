package io.espalier.runtime.backend.local;

import com.sun.management.OperatingSystemMXBean;
import io.espalier.kernels.DeviceMemoryException;
import io.espalier.kernels.Kernels;
import io.espalier.runtime.model.ModelDescription;
import io.espalier.runtime.scheduler.SchedulerOptions;
import java.lang.management.ManagementFactory;

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
  /// @throws DeviceMemoryException when the device, or the machine, has less than `kvBytes`
  public static SchedulerOptions of(ModelDescription model, Kernels kernels, long kvBytes) {
    long free = kernels.freeDeviceBytes();
    if (kvBytes > 0) {
      long most = free < 0 ? machineBytes() : free;
      if (kvBytes > most) {
        throw DeviceMemoryException.keysAndValues(free < 0 ? "machine" : "GPU", kvBytes, most);
      }
    }
    if (free < 0) {
      return kvBytes == 0 ? SchedulerOptions.of(model) : SchedulerOptions.of(model, kvBytes);
    }
    long room = Math.max(free - MARGIN_BYTES, free / 2);
    var options = SchedulerOptions.of(model, kvBytes == 0 ? room / 10 * 9 : kvBytes);
    return options.withBatch(options.maxRunning(), DEVICE_STEP_TOKENS);
  }

  private static long machineBytes() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : Long.MAX_VALUE;
  }
}
