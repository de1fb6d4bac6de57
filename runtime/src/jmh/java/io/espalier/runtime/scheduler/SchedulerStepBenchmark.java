package io.espalier.runtime.scheduler;

import io.espalier.constrained.BoundConstraint;
import io.espalier.constrained.ConstraintCompiler;
import io.espalier.constrained.ConstraintSource;
import io.espalier.constrained.Matcher;
import io.espalier.constrained.RegexDialect;
import io.espalier.runtime.model.ForwardBatch;
import io.espalier.runtime.model.Logits;
import io.espalier.runtime.model.Model;
import io.espalier.runtime.model.ModelDescription;
import io.espalier.runtime.model.simulated.SimulatedVocabulary;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// The scheduler's own cost of a decode step: 64 sequences on a model whose pass costs nothing, so
/// that all time is planning, sampling, masks, stop checks and waking callers.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-Xmx1g"})
// JMH calls start before anything else.
@SuppressWarnings("NullAway.Init")
public class SchedulerStepBenchmark {
  private static final int STEPS = 1024;
  private static final int BATCH = 64;

  /// Whether a constraint fills masks.
  @Param({"false", "true"})
  public boolean constrained;

  /// Threads beside the scheduler's.
  @Param({"0", "1"})
  public int workers;

  /// How long a pass takes, the host being free meanwhile; the scheduler's own cost is the rest.
  @Param({"0", "1000"})
  public int passMicros;

  private final SimulatedVocabulary vocabulary = new SimulatedVocabulary(1024);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private Scheduler scheduler;
  private BoundConstraint constraint;

  @Setup
  public void start() {
    Model model = new FreeModel(vocabulary.vocabulary().size(), passMicros);
    scheduler =
        new Scheduler(
            model,
            vocabulary.vocabulary(),
            SchedulerOptions.of(model.description()).withPages(16_384).withWorkers(workers));
    constraint =
        new ConstraintCompiler()
            .compile(new ConstraintSource.Regex("[a-z ]{0,8000}", RegexDialect.RE2_FULL))
            .bind(vocabulary.vocabulary());
  }

  @TearDown
  public void stop() {
    scheduler.close();
    threads.close();
  }

  /// Sixty-four generations of 1,024 tokens side by side; the figure is for one step of all.
  @Benchmark
  @OperationsPerInvocation(STEPS)
  public void step() {
    CompletableFuture<?>[] calls = new CompletableFuture<?>[BATCH];
    for (int index = 0; index < BATCH; index++) {
      long seed = index;
      calls[index] = CompletableFuture.runAsync(() -> generate(seed), threads);
    }
    CompletableFuture.allOf(calls).join();
  }

  private void generate(long seed) {
    try (Sequence sequence = scheduler.open(SequenceOptions.DEFAULT)) {
      sequence.append(new Random(seed).ints(64, 0, 256).toArray());
      Matcher matcher = constrained ? constraint.matcher() : null;
      sequence.generate(
          GenerationRequest.of(STEPS).withMatcher(matcher).withCanonical(vocabulary),
          TokenListener.NONE);
    }
  }

  /// A model whose pass only marks one token a row.
  private static final class FreeModel implements Model {
    private final ModelDescription description;

    private final long passNanos;

    FreeModel(int vocabularySize, int passMicros) {
      passNanos = passMicros * 1000L;
      description =
          new ModelDescription("free", "simulated", "none", vocabularySize, 8192, 1, 0, 0, 1);
    }

    @Override
    public ModelDescription description() {
      return description;
    }

    @Override
    public void allocatePages(int pages) {}

    @Override
    public void forward(ForwardBatch batch, Logits logits) {
      long end = System.nanoTime() + passNanos;
      Arrays.fill(logits.values(), 0, logits.rows() * logits.vocabularySize(), 0);
      for (int index = 0; index < batch.logitRows(); index++) {
        int row = batch.logitRow(index);
        int token = (batch.position(row) * 31 + batch.token(row)) % 256;
        logits.values()[logits.offset(index) + token] = 1;
      }
      while (System.nanoTime() < end) {
        Thread.onSpinWait();
      }
    }

    @Override
    public void copyPage(int fromPage, int toPage, int tokens) {}

    @Override
    public long pageBytes() {
      return 16;
    }

    @Override
    public void readPage(int page, MemorySegment to) {}

    @Override
    public void writePage(int page, MemorySegment from) {}

    @Override
    public void close() {}
  }
}
