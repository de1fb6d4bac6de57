package io.espalier.runtime.sampling;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// One token from a row of logits as large as Llama 3's vocabulary.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 4, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector"})
// JMH calls fill before anything else.
@SuppressWarnings("NullAway.Init")
public class SamplerBenchmark {
  private static final int VOCABULARY = 128_256;

  /// Which way of drawing.
  @Param({"greedy", "temperature", "top-k 40", "top-p 0.9", "logprob"})
  public String way;

  /// Whether a mask of one token in eight is given.
  @Param({"false", "true"})
  public boolean masked;

  private final Sampler sampler = new Sampler(VOCABULARY);
  private final float[] logits = new float[VOCABULARY];
  private long @Nullable [] mask;
  private SamplingParameters parameters;
  private long position;

  @Setup
  public void fill() {
    Random random = new Random(1);
    for (int token = 0; token < VOCABULARY; token++) {
      logits[token] = (float) (3 * random.nextGaussian());
    }
    if (masked) {
      mask = new long[VOCABULARY / 64];
      Arrays.fill(mask, 0x0101_0101_0101_0101L);
    }
    parameters =
        switch (way) {
          case "temperature" -> parameters(0, 1);
          case "top-k 40" -> parameters(40, 1);
          case "top-p 0.9" -> parameters(0, 0.9);
          default -> SamplingParameters.GREEDY;
        };
  }

  /// One draw, or one log-probability.
  @Benchmark
  public double draw() {
    return way.equals("logprob")
        ? sampler.logNormaliser(logits, 0)
        : sampler.sample(logits, 0, mask, parameters, position++);
  }

  private static SamplingParameters parameters(int topK, double topP) {
    return new SamplingParameters(0.8, topK, topP, 0, 1, 0, 0, Map.of(), 1);
  }
}
