package io.espalier.runtime.model.benchmark;

import io.espalier.kernels.NumberFormat;
import io.espalier.kernels.StoredTensor;
import io.espalier.runtime.model.config.ModelConfig;
import io.espalier.runtime.model.weights.FileTensor;
import io.espalier.runtime.model.weights.TensorFormat;
import io.espalier.runtime.model.weights.WeightSource;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// Seeded random weights of Llama's and Qwen's names, made when they are asked for; norms are ones.
///
/// A matrix is valid until [#ALIVE] more were asked for, so that a model of any size needs little
/// beside its packed copy.
final class RandomWeights implements WeightSource, AutoCloseable {
  /// Query, key and value projections are asked for together.
  private static final int ALIVE = 4;

  private static final float DEVIATION = 0.02f;

  private final ModelConfig config;
  private final NumberFormat format;
  private final long seed;
  private final Deque<Arena> arenas = new ArrayDeque<>();

  RandomWeights(ModelConfig config, NumberFormat format, long seed) {
    this.config = config;
    this.format = format;
    this.seed = seed;
  }

  @Override
  public Optional<FileTensor> find(String name) {
    if (name.endsWith("norm.weight")) {
      boolean head = name.endsWith("q_norm.weight") || name.endsWith("k_norm.weight");
      return Optional.of(ones(name, head ? config.headDim() : config.hiddenSize()));
    }
    return name.endsWith("_proj.weight")
            || name.equals("lm_head.weight")
            || name.equals("model.embed_tokens.weight")
        ? Optional.of(matrix(name))
        : Optional.empty();
  }

  private static FileTensor ones(String name, int length) {
    float[] values = new float[length];
    Arrays.fill(values, 1);
    return new FileTensor(
        name, TensorFormat.F32, List.of((long) length), MemorySegment.ofArray(values));
  }

  private FileTensor matrix(String name) {
    while (arenas.size() >= ALIVE) {
      arenas.removeFirst().close();
    }
    var arena = Arena.ofShared();
    arenas.addLast(arena);
    int rows = outputs(name);
    int columns = inputs(name);
    var stored =
        StoredTensor.random(arena, format, rows, columns, DEVIATION, seed ^ name.hashCode());
    return new FileTensor(
        name, TensorFormat.of(format), List.of((long) rows, (long) columns), stored.data());
  }

  private int outputs(String name) {
    String part = name.substring(name.lastIndexOf('.', name.length() - 8) + 1, name.length() - 7);
    return switch (part) {
      case "q_proj" -> config.queryHeads() * config.headDim();
      case "k_proj", "v_proj" -> config.kvHeads() * config.headDim();
      case "gate_proj", "up_proj" -> config.intermediateSize();
      case "o_proj", "down_proj" -> config.hiddenSize();
      default -> config.vocabularySize();
    };
  }

  private int inputs(String name) {
    return name.endsWith("o_proj.weight")
        ? config.queryHeads() * config.headDim()
        : name.endsWith("down_proj.weight") ? config.intermediateSize() : config.hiddenSize();
  }

  @Override
  public long bytes() {
    long perLayer =
        (long) config.hiddenSize()
            * (config.headDim() * 2L * (config.queryHeads() + config.kvHeads())
                + 3L * config.intermediateSize());
    long tables = (config.tiedEmbeddings() ? 1L : 2L) * config.vocabularySize();
    return format.bytes(perLayer * config.layers() + tables * config.hiddenSize());
  }

  @Override
  public String origin() {
    return "random weights";
  }

  @Override
  public boolean foldedNorms() {
    return false;
  }

  @Override
  public boolean interleavedRotary() {
    return false;
  }

  @Override
  public void close() {
    arenas.forEach(Arena::close);
    arenas.clear();
  }
}
