package io.espalier.kernels;

import io.espalier.kernels.cpu.CpuKernels;
import io.espalier.kernels.cpu.MemoryReadProbe;
import java.lang.foreign.Arena;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// A product with weights of 65536 x 2048 beside a plain read of as many bytes as Q8_0 needs for
/// them (142.6 MB).
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 4, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "--add-modules=jdk.incubator.vector",
      "--enable-native-access=ALL-UNNAMED",
      "-Djdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK=0"
    })
public class MatmulBenchmark {
  private static final int OUT = 65536;
  private static final int IN = 2048;

  @Param({"Q8_0", "Q4_0", "BF16", "F16", "F32"})
  private NumberFormat format = NumberFormat.Q8_0;

  @Param({"1", "8", "64"})
  private int rows = 1;

  private final CpuKernels kernels = new CpuKernels();
  private final MemoryReadProbe probe =
      new MemoryReadProbe(Runtime.getRuntime().availableProcessors(), 136L << 20);
  private Matrix weights = kernels.pack(StoredTensor.of(1, 1, 0));
  private Buffer x = kernels.allocateFloats(0);
  private Buffer out = x;

  /// Called by JMH.
  public MatmulBenchmark() {}

  /// Packs random weights.
  @Setup(Level.Trial)
  public void prepare() {
    try (Arena arena = Arena.ofShared()) {
      weights = kernels.pack(StoredTensor.random(arena, format, OUT, IN, 0.02f, 1));
    }
    x = kernels.allocateFloats((long) rows * IN);
    out = kernels.allocateFloats((long) rows * OUT);
  }

  /// Frees the weights.
  @TearDown(Level.Trial)
  public void release() {
    weights.close();
    probe.close();
    kernels.close();
  }

  /// One product.
  @Benchmark
  public void multiply() {
    kernels.matmul(x, rows, weights, null, out);
  }

  /// One read of 142.6 MB, the same for every parameter.
  @Benchmark
  public double read() {
    return probe.measure();
  }
}
