package io.espalier.runtime.model.architecture;

import io.espalier.kernels.Activation;
import io.espalier.kernels.AttentionShape;
import io.espalier.kernels.Buffer;
import io.espalier.kernels.HeadNorm;
import io.espalier.kernels.Kernels;
import io.espalier.kernels.Matrix;
import io.espalier.kernels.Rope;
import io.espalier.kernels.StoredTensor;
import io.espalier.runtime.model.ModelFormatException;
import io.espalier.runtime.model.config.ModelConfig;
import io.espalier.runtime.model.config.RopeReader;
import io.espalier.runtime.model.weights.FileTensor;
import io.espalier.runtime.model.weights.WeightSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Takes weights from their source by name, checks their shapes against the configuration, and
/// packs them for the kernels.
final class WeightReader implements AutoCloseable {
  /// Names of gate, up and down projection in most models.
  static final String[] GATED = {"gate_proj", "up_proj", "down_proj"};

  private final ModelConfig config;
  private final WeightSource source;
  private final Kernels kernels;
  private final LongConsumer progress;
  private final List<AutoCloseable> owned = new ArrayList<>();
  private final FormatCount formats = new FormatCount();
  private long parameters;
  private long bytesRead;
  private long packedBytes;

  /// @param progress told the bytes of tensors read so far
  WeightReader(ModelConfig config, WeightSource source, Kernels kernels, LongConsumer progress) {
    this.config = config;
    this.source = source;
    this.kernels = kernels;
    this.progress = progress;
  }

  /// Asks, with a call for no rows, whether the kernels offer an operation that not all do.
  ///
  /// @throws ModelFormatException when they do not
  void requireOperation(BiConsumer<Kernels, Buffer> callWithoutRows) {
    try (Buffer none = kernels.allocateFloats(1)) {
      callWithoutRows.accept(kernels, none);
    } catch (UnsupportedOperationException e) {
      throw new ModelFormatException(
          config.parameters().origin(),
          "the architecture '" + config.architecture() + "' cannot run here: " + e.getMessage());
    }
  }

  /// Reads one layer.
  interface LayerRead<T> {
    /// Reads layer `index`.
    ///
    /// @param index from 0
    /// @param prefix of the names of its tensors, `model.layers.3.`
    T read(int index, String prefix);
  }

  /// Reads every layer.
  <T> List<T> layers(LayerRead<T> read) {
    var layers = new ArrayList<T>(config.layers());
    for (int i = 0; i < config.layers(); i++) {
      layers.add(read.read(i, "model.layers." + i + "."));
    }
    return List.copyOf(layers);
  }

  Matrix embedding() {
    Matrix table = pack(tensor("model.embed_tokens.weight", config.vocabularySize(), hidden()));
    if (!config.tiedEmbeddings()) {
      // A step reads one row of it.
      packedBytes -= table.bytes();
    }
    return table;
  }

  /// Reads the output projection, or reuses the embedding where the two are tied.
  Head head(Matrix embedding) {
    return Head.of(
        config.tiedEmbeddings() ? new Linear(embedding, null) : linear("lm_head", hidden()));
  }

  /// Reads the model's rotation, in the order in which the source stores queries and keys.
  Rope rope() {
    return stored(RopeReader.read(config));
  }

  /// Returns a rotation in the order in which the source stores queries and keys, divided by the
  /// source's frequency factors where it has them.
  Rope stored(Rope rope) {
    var factors = source.find("rope_freqs.weight");
    Rope divided = factors.isPresent() ? rope.dividedBy(floats(factors.get(), rope.pairs())) : rope;
    return source.interleavedRotary() ? divided.withInterleavedPairs() : divided;
  }

  Norm rmsNorm(String name) {
    return new Norm.Rms(vector(name + ".weight", hidden()), config.normEpsilon());
  }

  Norm layerNorm(String name) {
    var bias = source.find(name + ".bias");
    return new Norm.Layer(
        vector(name + ".weight", hidden()),
        bias.isPresent() ? upload(floats(bias.get(), hidden())) : null,
        config.normEpsilon());
  }

  /// Reads an RMS norm whose weight is stored less one, as Gemma's.
  Norm shiftedRmsNorm(String name) {
    return new Norm.Rms(shifted(name + ".weight", hidden()), config.normEpsilon());
  }

  HeadNorm shiftedHeadNorm(String prefix, int length) {
    return new HeadNorm(
        shifted(prefix + "q_norm.weight", length),
        shifted(prefix + "k_norm.weight", length),
        config.normEpsilon());
  }

  private Buffer shifted(String name, int length) {
    float[] values = floats(require(name), length);
    if (!source.foldedNorms()) {
      for (int i = 0; i < length; i++) {
        values[i] += 1;
      }
    }
    return upload(values);
  }

  HeadNorm headNorm(String prefix, int queryLength, int keyLength) {
    return new HeadNorm(
        vector(prefix + "q_norm.weight", queryLength),
        vector(prefix + "k_norm.weight", keyLength),
        config.normEpsilon());
  }

  /// Reads `q_proj`, `k_proj` and `v_proj` as one matrix.
  Linear qkv(String prefix, AttentionShape shape) {
    int queries = shape.queryColumns();
    int keys = shape.kvHeads() * shape.headDim();
    return stacked(
        hidden(),
        new String[] {prefix + "q_proj", prefix + "k_proj", prefix + "v_proj"},
        new int[] {queries, keys, keys});
  }

  /// Reads `gate_proj`, `up_proj` and `down_proj`.
  FeedForward gated(String prefix, Activation activation) {
    return gated(prefix, config.intermediateSize(), GATED, activation);
  }

  /// Reads gate, up and down projection.
  ///
  /// @param inner inner width
  /// @param names of the three
  FeedForward gated(String prefix, int inner, String[] names, Activation activation) {
    return new FeedForward.Gated(
        stacked(
            hidden(),
            new String[] {prefix + names[0], prefix + names[1]},
            new int[] {inner, inner}),
        linear(prefix + names[2], inner),
        activation);
  }

  /// Reads `gate_up_proj`, gate first, and `down_proj`.
  FeedForward mergedGated(String prefix, Activation activation) {
    int inner = config.intermediateSize();
    return new FeedForward.Gated(
        linear(prefix + "gate_up_proj", hidden(), 2 * inner),
        linear(prefix + "down_proj", inner),
        activation);
  }

  FeedForward plain(String first, String second, Activation activation) {
    int inner = config.intermediateSize();
    return new FeedForward.Plain(linear(first, hidden(), inner), linear(second, inner), activation);
  }

  /// Reads a router and its experts.
  ///
  /// @param inner inner width of an expert
  /// @param names of gate, up and down projection
  FeedForward mixture(String prefix, int inner, String[] names, Routing routing) {
    Linear router = linear(prefix + "gate", hidden(), routing.experts());
    return mixture(
        router,
        routing,
        expert -> gated(prefix + "experts." + expert + ".", inner, names, Activation.SILU));
  }

  /// Reads the experts of a mixture, of which a row passes `num_experts_per_tok`.
  FeedForward mixture(Linear router, Routing routing, IntFunction<FeedForward> read) {
    int count = routing.experts();
    int chosen = config.parameters().whole("num_experts_per_tok", 1, count);
    var experts = new ArrayList<FeedForward>(count);
    for (int i = 0; i < count; i++) {
      long before = packedBytes;
      experts.add(read.apply(i));
      if (i >= chosen) {
        // A step reads the chosen ones.
        packedBytes = before;
      }
    }
    return new Mixture(router, experts, chosen, routing);
  }

  /// Reads a linear layer to the hidden size, or to the vocabulary for `lm_head`.
  Linear linear(String name, int inputs) {
    return linear(name, inputs, name.equals("lm_head") ? config.vocabularySize() : hidden());
  }

  Linear linear(String name, int inputs, int outputs) {
    return stacked(inputs, new String[] {name}, new int[] {outputs});
  }

  /// Reads layers with the same inputs as one, with their biases where they have them.
  Linear stacked(int inputs, String[] names, int[] outputs) {
    var parts = new StoredTensor[names.length];
    for (int i = 0; i < names.length; i++) {
      parts[i] = tensor(names[i] + ".weight", outputs[i], inputs);
    }
    return new Linear(pack(parts), biases(names, outputs));
  }

  private @Nullable Buffer biases(String[] names, int[] outputs) {
    int total = 0;
    boolean any = false;
    for (int i = 0; i < names.length; i++) {
      any |= source.find(names[i] + ".bias").isPresent();
      total += outputs[i];
    }
    if (!any) {
      return null;
    }
    float[] values = new float[total];
    int at = 0;
    for (int i = 0; i < names.length; i++) {
      // A part without a bias, as Qwen's output projection beside q, k and v, adds zero.
      var bias = source.find(names[i] + ".bias");
      if (bias.isPresent()) {
        System.arraycopy(floats(bias.get(), outputs[i]), 0, values, at, outputs[i]);
      }
      at += outputs[i];
    }
    return upload(values);
  }

  /// Reads a vector of `length` numbers.
  Buffer vector(String name, int length) {
    return upload(floats(require(name), length));
  }

  /// Reads `length` numbers to the host.
  float[] numbers(String name, int length) {
    return floats(require(name), length);
  }

  Buffer upload(float[] values) {
    Buffer buffer = kernels.upload(values);
    owned.add(buffer);
    parameters += values.length;
    packedBytes += 4L * values.length;
    return buffer;
  }

  private float[] floats(FileTensor tensor, int length) {
    if (tensor.count() != length) {
      throw wrongShape(tensor, "[" + length + "]");
    }
    float[] values = new float[length];
    tensor.toStored(1, length).decodeRow(0, values, 0);
    bytesRead += tensor.data().byteSize();
    return values;
  }

  /// Reads one matrix, to be rearranged before it is packed.
  StoredTensor tensor(String name, int rows, int columns) {
    FileTensor tensor = require(name);
    if (!tensor.shape().equals(List.of((long) rows, (long) columns))) {
      throw wrongShape(tensor, "[" + rows + ", " + columns + "]");
    }
    return take(tensor, rows, columns);
  }

  /// Reads matrix `index` of `count` that lie one behind another in a tensor.
  StoredTensor tensorOf(String name, int index, int count, int rows, int columns) {
    FileTensor tensor = require(name);
    if (!tensor.shape().equals(List.of((long) count, (long) rows, (long) columns))) {
      throw wrongShape(tensor, "[" + count + ", " + rows + ", " + columns + "]");
    }
    return take(tensor.rows(index, index + 1L), rows, columns);
  }

  private StoredTensor take(FileTensor tensor, int rows, int columns) {
    formats.add(tensor.format(), tensor.count());
    parameters += tensor.count();
    bytesRead += tensor.data().byteSize();
    return tensor.toStored(rows, columns);
  }

  /// Packs matrices with the same columns as one.
  Matrix pack(StoredTensor... parts) {
    Matrix matrix = kernels.pack(parts);
    owned.add(matrix);
    packedBytes += matrix.bytes();
    progress.accept(bytesRead);
    return matrix;
  }

  private FileTensor require(String name) {
    return source
        .find(name)
        .orElseThrow(() ->
            new ModelFormatException(
                source.origin(),
                "the tensor '"
                    + name
                    + "' is missing; the architecture '"
                    + config.architecture()
                    + "' needs it"));
  }

  private ModelFormatException wrongShape(FileTensor tensor, String expected) {
    return new ModelFormatException(
        source.origin(),
        "the tensor '"
            + tensor.name()
            + "' has the shape "
            + tensor.shape()
            + "; the configuration asks for "
            + expected);
  }

  private int hidden() {
    return config.hiddenSize();
  }

  /// Returns the format of most weights, for people.
  String format() {
    return formats.describe();
  }

  long parameters() {
    return parameters;
  }

  long packedBytes() {
    return packedBytes;
  }

  @Override
  public void close() {
    for (AutoCloseable each : owned) {
      try {
        each.close();
      } catch (Exception e) {
        throw new IllegalStateException("closing weights failed", e);
      }
    }
    owned.clear();
  }
}
