package io.espalier.runtime.cli;

import io.espalier.runtime.Engine;
import io.espalier.runtime.EngineOptions;
import io.espalier.runtime.backend.local.LocalBackend;
import io.espalier.runtime.interpreter.ArgumentException;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Option;

/// The options of every command that needs a model.
final class ModelOptions {
  /// What still fits a `long` of bytes.
  private static final long MAX_KV_MEBIBYTES = 1L << 40;

  /// The device where the user named none.
  private static final String UNASKED = "";

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description = {
        "A .gguf file, a Hugging Face folder, or the bundled model; default: sapling.",
        "'simulated' and 'simulated:SEED' answer at random, in no time, for trying programs."
      })
  private String named = "";

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = UNASKED,
      description = {
        "cpu, cuda, or auto: cuda where a driver, a supported card and room for the model are",
        "there, cpu elsewhere, with the reason on standard error; default: auto."
      })
  private String device = UNASKED;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description = "Threads that compute on the CPU; default: all processors.")
  private int threads;

  @Option(
      names = "--kv-memory",
      paramLabel = "MIB",
      defaultValue = "0",
      description = {
        "Memory for keys and values in MiB; default: at most 1024 on the CPU, on a GPU the free",
        "memory less a margin."
      })
  private long kvMebibytes;

  /// Loads the model, with a progress bar where it takes long. Names the device where it was found
  /// and not asked for.
  Engine open(Terminal terminal) throws IOException {
    return open(terminal, false);
  }

  /// Loads the model.
  ///
  /// @param always whether to name the device, and why it was taken, in any case; else that is done
  ///   for `--device auto`, for a GPU that was found, and for one that the model does not fit
  Engine open(Terminal terminal, boolean always) throws IOException {
    Engine engine = load(terminal);
    boolean asked = always || device.equals("auto");
    if (asked || device.equals(UNASKED)) {
      engine
          .local()
          .map(LocalBackend::device)
          .filter(text -> asked || !text.startsWith("cpu") || text.contains("out of memory"))
          .ifPresent(text -> terminal.error("device: " + text));
    }
    return engine;
  }

  /// Returns the model that the command line names.
  Optional<String> named() {
    return named.isEmpty() ? Optional.empty() : Optional.of(named);
  }

  private Engine load(Terminal terminal) throws IOException {
    if (threads < 0) {
      throw new ArgumentException("--threads is %d; allowed: 0 (all) or more".formatted(threads));
    }
    if (kvMebibytes < 0 || kvMebibytes > MAX_KV_MEBIBYTES) {
      throw new ArgumentException(
          "--kv-memory is %d MiB; allowed: 0 (default) to %d"
              .formatted(kvMebibytes, MAX_KV_MEBIBYTES));
    }
    String model = named().orElse("sapling");
    try (var bar = new ProgressBar(terminal, "loading " + model)) {
      return Engine.open(
          EngineOptions.of(model)
              .withDevice(device.equals(UNASKED) ? "auto" : device)
              .withThreads(threads)
              .withKvBytes(kvMebibytes << 20)
              .withLoading((done, total) ->
                  bar.update(
                      total == 0 ? 1 : (double) done / total,
                      "%d of %d MB".formatted(done / 1_000_000, total / 1_000_000))));
    }
  }
}
