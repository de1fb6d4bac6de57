package io.espalier.runtime.cli.speed;

import io.espalier.constrained.Vocabulary;
import io.espalier.kernels.Kernels;
import io.espalier.kernels.KernelsProvider;
import io.espalier.kernels.MemoryProbe;
import io.espalier.kernels.NumberFormat;
import io.espalier.runtime.backend.local.LocalScheduling;
import io.espalier.runtime.interpreter.ArgumentException;
import io.espalier.runtime.model.ForwardBatch;
import io.espalier.runtime.model.Model;
import io.espalier.runtime.model.ModelDescription;
import io.espalier.runtime.model.benchmark.RandomModel;
import io.espalier.runtime.model.benchmark.RandomShape;
import io.espalier.runtime.model.loader.LoadListener;
import io.espalier.runtime.model.loader.LoadOptions;
import io.espalier.runtime.scheduler.Scheduler;
import io.espalier.runtime.scheduler.SchedulerOptions;
import io.espalier.runtime.scheduler.Sequence;
import io.espalier.runtime.scheduler.SequenceOptions;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// A random model behind a scheduler of its own, with a measure of the memory that it runs in.
public final class RandomEngine implements AutoCloseable {
  /// What to open.
  ///
  /// @param shape the model's shape
  /// @param format format of its matrices; null for BF16 on a device with memory of its own, else
  ///   Q8_0
  /// @param device `cpu`, `cuda`, or empty for the best there is
  /// @param threads host threads that compute, 0 for all
  public record Setup(
      RandomShape shape, @Nullable NumberFormat format, String device, int threads) {}

  private final Kernels kernels;
  private final MemoryProbe probe;
  private final Scheduler scheduler;
  private final Vocabulary vocabulary;
  private final ModelDescription description;
  private final double loadSeconds;
  private final String kernelsDescription;

  /// Makes the model.
  ///
  /// @param sequences most sequences at a time
  /// @param tokens most tokens that all of them hold together
  RandomEngine(Setup setup, int sequences, long tokens, LoadListener listener) {
    long start = System.nanoTime();
    kernels = kernels(setup);
    boolean opened = false;
    try {
      kernelsDescription = kernels.description();
      NumberFormat format = setup.format();
      if (format == null) {
        format = kernels.freeDeviceBytes() >= 0 ? NumberFormat.BF16 : NumberFormat.Q8_0;
      }
      probe = kernels.memoryProbe();
      Model model = RandomModel.build(setup.shape(), format, 1, LoadOptions.of(kernels), listener);
      description = model.description();
      vocabulary = RandomVocabulary.of(description.vocabularySize());
      SchedulerOptions options = LocalScheduling.of(description, kernels, 0);
      long pages = tokens / ForwardBatch.PAGE_TOKENS + 2L * sequences;
      scheduler =
          new Scheduler(
              model,
              vocabulary,
              options
                  .withDraftTokens(0)
                  .withPages(Math.toIntExact(pages))
                  .withBatch(Math.max(sequences, options.maxRunning()), options.stepTokens()));
      opened = true;
    } finally {
      if (!opened) {
        kernels.close();
      }
    }
    loadSeconds = (System.nanoTime() - start) / 1e9;
  }

  private static Kernels kernels(Setup setup) {
    try {
      return KernelsProvider.choose(setup.device(), setup.threads()).kernels();
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new ArgumentException("--device %s: %s".formatted(setup.device(), e.getMessage()));
    }
  }

  Scheduler scheduler() {
    return scheduler;
  }

  Vocabulary vocabulary() {
    return vocabulary;
  }

  /// What the memory measure does, for people.
  String probe() {
    return probe.label();
  }

  /// Measures memory, 10^9 bytes a second, while no sequence has a call under way.
  double measureMemory() {
    // An answer comes between two steps: from then on the device is this thread's.
    scheduler.statistics();
    return probe.measure();
  }

  ModelDescription description() {
    return description;
  }

  String kernels() {
    return kernelsDescription;
  }

  double loadSeconds() {
    return loadSeconds;
  }

  /// Opens a sequence of tokens that begins like no other with another seed.
  Sequence open(int tokens, long seed) {
    Sequence sequence =
        scheduler.open(SequenceOptions.DEFAULT.withLabel("sequence %d".formatted(seed)));
    Random random = new Random(seed);
    int most = description.vocabularySize();
    int[] prompt = random.ints(tokens, 0, most).toArray();
    prompt[0] = (int) (seed % most);
    sequence.append(prompt);
    return sequence;
  }

  @Override
  public void close() {
    scheduler.close();
    probe.close();
    kernels.close();
  }
}
