package io.espalier.runtime.cli;

import io.espalier.runtime.Engine;
import io.espalier.runtime.EngineOptions;
import io.espalier.runtime.backend.local.LocalBackend;
import io.espalier.runtime.interpreter.ArgumentException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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

  @Option(
      names = "--spill",
      paramLabel = "MIB",
      defaultValue = "0",
      description = {
        "Keep what --kv-memory has no room for, up to this much: in host memory with a GPU, in a",
        "temporary file without; default: 0."
      })
  private long spillMebibytes;

  @Option(
      names = "--cache-dir",
      paramLabel = "DIR",
      description = {
        "Keep cached prefixes in this folder for the next run, up to --spill (default here: 1024).",
        "It holds text that you prompted with; one process at a time."
      })
  private @Nullable Path cacheDirectory;

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
    engine.local().flatMap(LocalBackend::cacheNote).ifPresent(terminal::error);
    return engine;
  }

  /// Returns the model that the command line names.
  Optional<String> named() {
    return named.isEmpty() ? Optional.empty() : Optional.of(named);
  }

  private static void requireMebibytes(String name, long value) {
    if (value < 0 || value > MAX_KV_MEBIBYTES) {
      throw new ArgumentException(
          "%s is %d MiB; allowed: 0 (default) to %d".formatted(name, value, MAX_KV_MEBIBYTES));
    }
  }

  private Engine load(Terminal terminal) throws IOException {
    if (threads < 0) {
      throw new ArgumentException("--threads is %d; allowed: 0 (all) or more".formatted(threads));
    }
    String model = named().orElse("sapling");
    requireMebibytes("--kv-memory", kvMebibytes);
    requireMebibytes("--spill", spillMebibytes);
    try (var bar = new ProgressBar(terminal, "loading " + model)) {
      return Engine.open(
          EngineOptions.of(model)
              .withDevice(device.equals(UNASKED) ? "auto" : device)
              .withThreads(threads)
              .withKvBytes(kvMebibytes << 20)
              .withSpillBytes(spillMebibytes << 20)
              .withCacheDirectory(cacheDirectory)
              .withLoading((done, total) ->
                  bar.update(
                      total == 0 ? 1 : (double) done / total,
                      "%d of %d MB".formatted(done / 1_000_000, total / 1_000_000))));
    }
  }
}
