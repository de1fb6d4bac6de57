package io.espalier.kernels.reference;

import static io.espalier.kernels.HostBuffer.floats;

import io.espalier.kernels.Activation;
import io.espalier.kernels.AttentionBatch;
import io.espalier.kernels.AttentionShape;
import io.espalier.kernels.Buffer;
import io.espalier.kernels.HeadNorm;
import io.espalier.kernels.HostBuffer;
import io.espalier.kernels.Kernels;
import io.espalier.kernels.KvShape;
import io.espalier.kernels.KvStorage;
import io.espalier.kernels.Matrix;
import io.espalier.kernels.Rope;
import io.espalier.kernels.StoredTensor;
import org.jspecify.annotations.Nullable;

/// Plain loops; sums in double, results rounded to float once.
public final class ReferenceKernels implements Kernels {
  /// Ready to use; holds no resources.
  public ReferenceKernels() {}

  @Override
  public String description() {
    return "reference: plain loops in double precision";
  }

  @Override
  public Buffer allocateFloats(long count) {
    return new HostBuffer(count);
  }

  @Override
  public Buffer upload(StoredTensor tensor) {
    HostBuffer buffer = new HostBuffer((long) tensor.rows() * tensor.columns());
    for (int row = 0; row < tensor.rows(); row++) {
      tensor.decodeRow(row, floats(buffer, 0), row * tensor.columns());
    }
    return buffer;
  }

  @Override
  public Matrix pack(StoredTensor... parts) {
    return ReferenceMatrix.of(parts);
  }

  @Override
  public KvStorage allocateKv(KvShape shape, int pages) {
    return new ReferenceKvStorage(shape, pages);
  }

  @Override
  public void write(float[] from, int start, Buffer into, long at, int count) {
    System.arraycopy(from, start, floats(into, at + count), (int) at, count);
  }

  @Override
  public void read(Buffer from, long at, float[] into, int start, int count) {
    System.arraycopy(floats(from, at + count), (int) at, into, start, count);
  }

  @Override
  public void embed(Matrix table, int[] tokens, int count, float scale, Buffer out) {
    int columns = table.columns();
    float[] result = floats(out, (long) count * columns);
    for (int i = 0; i < count; i++) {
      for (int c = 0; c < columns; c++) {
        result[i * columns + c] = scale * matrix(table).values()[tokens[i]][c];
      }
    }
  }

  @Override
  public void rmsNorm(Buffer x, int rows, int columns, Buffer weight, float epsilon, Buffer out) {
    long size = (long) rows * columns;
    for (int row = 0; row < rows; row++) {
      int at = row * columns;
      rmsNormRow(
          floats(x, size), at, columns, floats(weight, columns), epsilon, floats(out, size), at);
    }
  }

  static void rmsNormRow(
      float[] x, int at, int columns, float[] weight, float epsilon, float[] out, int outAt) {
    double squares = 0;
    for (int i = 0; i < columns; i++) {
      squares += (double) x[at + i] * x[at + i];
    }
    double factor = 1 / Math.sqrt(squares / columns + epsilon);
    for (int i = 0; i < columns; i++) {
      out[outAt + i] = (float) (x[at + i] * factor * weight[i]);
    }
  }

  @Override
  public void addRmsNorm(
      Buffer residual,
      Buffer update,
      int rows,
      int columns,
      Buffer weight,
      float epsilon,
      Buffer out) {
    add(residual, update, (long) rows * columns);
    rmsNorm(residual, rows, columns, weight, epsilon, out);
  }

  @Override
  public void layerNorm(
      Buffer x,
      int rows,
      int columns,
      Buffer weight,
      @Nullable Buffer bias,
      float epsilon,
      Buffer out) {
    long size = (long) rows * columns;
    float[] from = floats(x, size);
    float[] into = floats(out, size);
    for (int row = 0; row < rows; row++) {
      int at = row * columns;
      double sum = 0;
      for (int i = 0; i < columns; i++) {
        sum += from[at + i];
      }
      double mean = sum / columns;
      double squares = 0;
      for (int i = 0; i < columns; i++) {
        squares += (from[at + i] - mean) * (from[at + i] - mean);
      }
      double factor = 1 / Math.sqrt(squares / columns + epsilon);
      for (int i = 0; i < columns; i++) {
        double shift = bias == null ? 0 : floats(bias, columns)[i];
        into[at + i] =
            (float) ((from[at + i] - mean) * factor * floats(weight, columns)[i] + shift);
      }
    }
  }

  @Override
  public void matmul(Buffer x, int rows, Matrix weights, @Nullable Buffer bias, Buffer out) {
    int columns = weights.columns();
    float[] from = floats(x, (long) rows * columns);
    float[] into = floats(out, (long) rows * weights.rows());
    for (int row = 0; row < rows; row++) {
      for (int o = 0; o < weights.rows(); o++) {
        float[] weight = matrix(weights).values()[o];
        double sum = bias == null ? 0 : floats(bias, weights.rows())[o];
        for (int c = 0; c < columns; c++) {
          sum += (double) from[row * columns + c] * weight[c];
        }
        into[row * weights.rows() + o] = (float) sum;
      }
    }
  }

  @Override
  public void qkvRopeAppend(
      AttentionShape shape,
      Buffer qkv,
      @Nullable HeadNorm norm,
      @Nullable Rope rope,
      AttentionBatch batch,
      KvStorage storage,
      int layer) {
    batch.checkPages(storage);
    float[] rows = floats(qkv, (long) batch.rows() * shape.qkvColumns());
    ReferenceAttention.append(shape, rows, norm, rope, batch, (ReferenceKvStorage) storage, layer);
  }

  @Override
  public void attention(
      AttentionShape shape,
      Buffer qkv,
      AttentionBatch batch,
      KvStorage storage,
      int layer,
      Buffer out) {
    batch.checkPages(storage);
    float[] rows = floats(qkv, (long) batch.rows() * shape.qkvColumns());
    float[] result = floats(out, (long) batch.rows() * shape.queryColumns());
    ReferenceAttention.attend(shape, rows, batch, (ReferenceKvStorage) storage, layer, result);
  }

  @Override
  public void gatedActivation(
      Activation activation, Buffer gateUp, int rows, int inner, Buffer out) {
    float[] from = floats(gateUp, 2L * rows * inner);
    float[] into = floats(out, (long) rows * inner);
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < inner; i++) {
        double gate = apply(activation, from[2 * row * inner + i]);
        into[row * inner + i] = (float) (gate * from[(2 * row + 1) * inner + i]);
      }
    }
  }

  @Override
  public void clampedGatedActivation(
      Buffer gateUp, int rows, int inner, float sharpness, float limit, Buffer out) {
    float[] from = floats(gateUp, 2L * rows * inner);
    float[] into = floats(out, (long) rows * inner);
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < inner; i++) {
        double gate = Math.min(from[2 * row * inner + i], limit);
        double up = Math.clamp(from[(2 * row + 1) * inner + i], -limit, limit);
        into[row * inner + i] = (float) (gate / (1 + Math.exp(-sharpness * gate)) * (1 + up));
      }
    }
  }

  @Override
  public void activate(Activation activation, Buffer x, long count) {
    float[] values = floats(x, count);
    for (int i = 0; i < count; i++) {
      values[i] = (float) apply(activation, values[i]);
    }
  }

  private static double apply(Activation activation, double x) {
    return switch (activation) {
      case SILU -> x / (1 + Math.exp(-x));
      case GELU -> x * normalCumulative(x);
      case GELU_TANH ->
          0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
      case RELU -> Math.max(x, 0);
    };
  }

  /// Φ(x) by its power series (Marsaglia 2004, "Evaluating the normal distribution"); beyond ±8 it
  /// is 0 or 1 in float.
  private static double normalCumulative(double x) {
    if (Math.abs(x) > 8) {
      return x > 0 ? 1 : 0;
    }
    double term = x;
    double sum = x;
    for (int i = 3; Math.abs(term) > 1e-18 * Math.abs(sum); i += 2) {
      term *= x * x / i;
      sum += term;
    }
    return 0.5 + sum * Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
  }

  @Override
  public void add(Buffer into, Buffer update, long count) {
    float[] target = floats(into, count);
    float[] source = floats(update, count);
    for (int i = 0; i < count; i++) {
      target[i] += source[i];
    }
  }

  @Override
  public void scale(Buffer x, float factor, long count) {
    float[] values = floats(x, count);
    for (int i = 0; i < count; i++) {
      values[i] *= factor;
    }
  }

  @Override
  public void softcap(Buffer x, float cap, long count) {
    float[] values = floats(x, count);
    for (int i = 0; i < count; i++) {
      values[i] = (float) (cap * Math.tanh(values[i] / (double) cap));
    }
  }

  @Override
  public void gatherRows(Buffer x, int columns, int[] chosen, int count, Buffer out) {
    float[] into = floats(out, (long) count * columns);
    for (int i = 0; i < count; i++) {
      long end = (chosen[i] + 1L) * columns;
      System.arraycopy(floats(x, end), chosen[i] * columns, into, i * columns, columns);
    }
  }

  @Override
  public void copyColumns(
      Buffer x, int stride, int at, int rows, int columns, Buffer out, int outStride, int outAt) {
    float[] from = floats(x, rows == 0 ? 0 : (rows - 1L) * stride + at + columns);
    float[] into = floats(out, rows == 0 ? 0 : (rows - 1L) * outStride + outAt + columns);
    for (int row = 0; row < rows; row++) {
      System.arraycopy(from, row * stride + at, into, row * outStride + outAt, columns);
    }
  }

  @Override
  public void scatterAddRows(
      Buffer x, int columns, int[] chosen, float[] weights, int count, Buffer into) {
    float[] from = floats(x, (long) count * columns);
    for (int i = 0; i < count; i++) {
      float[] target = floats(into, (chosen[i] + 1L) * columns);
      for (int c = 0; c < columns; c++) {
        target[chosen[i] * columns + c] += weights[i] * from[i * columns + c];
      }
    }
  }

  @Override
  public void close() {}

  private static ReferenceMatrix matrix(Matrix matrix) {
    if (!(matrix instanceof ReferenceMatrix own)) {
      throw new IllegalArgumentException(
          "a matrix of another implementation: " + matrix.getClass().getName());
    }
    return own;
  }
}
