package io.espalier.kernels.cuda;

import io.espalier.kernels.Activation;
import io.espalier.kernels.AttentionBatch;
import io.espalier.kernels.AttentionShape;
import io.espalier.kernels.Buffer;
import io.espalier.kernels.Draws;
import io.espalier.kernels.HeadNorm;
import io.espalier.kernels.Kernels;
import io.espalier.kernels.KvShape;
import io.espalier.kernels.KvStorage;
import io.espalier.kernels.Matrix;
import io.espalier.kernels.MemoryProbe;
import io.espalier.kernels.NumberFormat;
import io.espalier.kernels.Rope;
import io.espalier.kernels.StoredTensor;
import java.lang.foreign.MemorySegment;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Operations on one NVIDIA GPU. Operations are noted and run when something is read; the thread
/// that calls may change between calls, not within one.
public final class CudaKernels implements Kernels {
  private static final long STAGING_BYTES = 32L << 20;
  private static final long INPUT_BYTES = 32L << 20;
  private static final int THREADS = 256;

  /// Most columns of `rms_norm_short`.
  private static final int SHORT_NORM = 16 << 10;

  private final CudaDevice device;
  private final Precision precision;
  private final boolean fast;
  private final Launches launches;
  private final StepInputs inputs;
  private final PinnedMemory staging;
  private final StagedCopies copies;
  private final BatchPlan plan;
  private final Products products;
  private final PagedAttention attention;
  private final TokenDraws draws;
  private final DrawnTokens drawn = new DrawnTokens();
  private final MatrixPacker packer;
  private long step;

  /// Opens GPU number `ordinal`. The system property `espalier.cuda.graphs=false` turns graphs off,
  /// `espalier.cuda.programs=true` makes steps of one row single launches;
  /// `espalier.cuda.invariant=true` makes a row's bits independent of its batch where faster
  /// products would not.
  ///
  /// @throws CudaException if the driver refuses
  public CudaKernels(int ordinal, Precision precision) {
    this(ordinal, precision, Boolean.getBoolean("espalier.cuda.invariant"));
  }

  /// Opens GPU number `ordinal`.
  ///
  /// @param invariant whether a row's bits must depend neither on its batch nor on how its prompt
  ///   was cut, which keeps attention off the tensor cores
  /// @throws CudaException if the driver refuses
  public CudaKernels(int ordinal, Precision precision, boolean invariant) {
    this.precision = precision;
    device = new CudaDevice(ordinal);
    fast = !invariant && precision == Precision.ROUNDED;
    launches =
        new Launches(
            device,
            !"false".equals(System.getProperty("espalier.cuda.graphs", "true")),
            fast && Boolean.getBoolean("espalier.cuda.programs") ? RowPrograms.on(device) : null);
    inputs = new StepInputs(device, INPUT_BYTES);
    staging = new PinnedMemory(STAGING_BYTES);
    copies = new StagedCopies(device, staging);
    plan = new BatchPlan(inputs);
    boolean hopper = device.isHopperCode();
    products =
        new Products(
            this,
            launches,
            precision,
            hopper && fast ? new PanelProducts(this, launches, device.multiprocessors()) : null);
    attention =
        new PagedAttention(
            this,
            launches,
            fast ? new TensorAttention(this, launches, hopper, device.multiprocessors()) : null);
    draws = new TokenDraws(this, launches);
    packer = new MatrixPacker(this, device, launches, staging);
  }

  @Override
  public String description() {
    device.bind();
    return "cuda: "
        + device.description()
        + ", "
        + precision.name().toLowerCase(Locale.ROOT)
        + " products";
  }

  @Override
  public long freeDeviceBytes() {
    device.bind();
    return device.memory()[0];
  }

  @Override
  public MemoryProbe memoryProbe() {
    return new DeviceCopyProbe(this, device);
  }

  /// Half the memory, and tensor cores, unless bits matter more.
  @Override
  public NumberFormat preferredKvFormat() {
    return fast ? NumberFormat.F16 : NumberFormat.F32;
  }

  /// Runs what was noted and waits for it.
  public void synchronize() {
    flush();
    device.synchronize();
    inputs.arrived();
  }

  int multiprocessors() {
    return device.multiprocessors();
  }

  /// Steps of one row that run as programs.
  long programs() {
    return launches.programs();
  }

  private void flush() {
    device.bind();
    if (!launches.isEmpty()) {
      inputs.send();
      step++;
      launches.run();
    }
  }

  /// Runs one operation apart from the step's, so that steps stay alike.
  void runAlone(Consumer<Launches> operation) {
    flush();
    operation.accept(launches);
    launches.run();
  }

  long allocate(long bytes) {
    flush();
    return device.allocate(bytes);
  }

  void free(long address) {
    device.bind();
    if (!device.isLost()) {
      flush();
      device.free(address);
    }
  }

  CudaBuffer own(Buffer buffer) {
    CudaBuffer.address(this, buffer, 0);
    return (CudaBuffer) buffer;
  }

  private long address(Buffer buffer, long needed) {
    return CudaBuffer.address(this, buffer, needed);
  }

  private static int grid(long count) {
    return Math.clamp((count + THREADS - 1) / THREADS, 1, 8192);
  }

  @Override
  public Buffer allocateFloats(long count) {
    return new CudaBuffer(this, count, allocate(4 * count));
  }

  @Override
  public Buffer upload(StoredTensor tensor) {
    float[] values = new float[Math.multiplyExact(tensor.rows(), tensor.columns())];
    for (int row = 0; row < tensor.rows(); row++) {
      tensor.decodeRow(row, values, row * tensor.columns());
    }
    Buffer buffer = allocateFloats(values.length);
    write(values, 0, buffer, 0, values.length);
    return buffer;
  }

  @Override
  public Matrix pack(StoredTensor... parts) {
    flush();
    return packer.pack(parts);
  }

  @Override
  public KvStorage allocateKv(KvShape shape, int pages) {
    return new CudaKvStorage(this, shape, pages);
  }

  @Override
  public void write(float[] from, int start, Buffer into, long at, int count) {
    long to = address(into, at + count) + 4 * at;
    flush();
    copies.write(from, start, to, count);
    inputs.arrived();
  }

  @Override
  public void read(Buffer from, long at, float[] into, int start, int count) {
    long address = address(from, at + count) + 4 * at;
    flush();
    copies.read(address, into, start, count);
    inputs.arrived();
  }

  /// Copies `count` pieces of device memory, `pitch` bytes apart, to the host, one behind another.
  void readPieces(long from, long pitch, int count, long bytes, MemorySegment to) {
    flush();
    copies.readPieces(from, pitch, count, bytes, to);
    inputs.arrived();
  }

  /// Copies pieces back that [#readPieces] has read.
  void writePieces(long to, long pitch, int count, long bytes, MemorySegment from) {
    flush();
    copies.writePieces(to, pitch, count, bytes, from);
    inputs.arrived();
  }

  /// Makes room for a step's inputs, running what was noted if they do not fit beside them.
  private void room(long bytes) {
    device.bind();
    if (!inputs.fits(bytes)) {
      flush();
    }
  }

  @Override
  public void embed(Matrix table, int[] tokens, int count, float scale, Buffer out) {
    CudaMatrix matrix = CudaMatrix.of(this, table);
    boolean ahead = false;
    for (int i = 0; i < count; i++) {
      if (tokens[i] < -drawn.count() || tokens[i] >= table.rows()) {
        throw new IllegalArgumentException("token " + tokens[i] + " of " + table.rows());
      }
      ahead |= tokens[i] < 0;
    }
    long to = address(out, (long) count * table.columns());
    if (count == 0) {
      return;
    }
    room(4L * count);
    long ids = inputs.put(tokens, count);
    if (ahead) {
      launches
          .launch("insert_drawn", (count + THREADS - 1) / THREADS, 1, 1, THREADS, 0)
          .address(ids)
          .address(draws.tokens())
          .number(count);
    }
    for (CudaMatrix.Part part : matrix.parts()) {
      launches
          .launch("embed", count, 1, 1, THREADS, 0)
          .number(part.format().index())
          .address(part.data())
          .address(part.scales())
          .address(ids)
          .address(to)
          .number(part.firstRow())
          .number(part.rows())
          .number(matrix.columns())
          .number(matrix.steps())
          .real(scale);
    }
  }

  @Override
  public void rmsNorm(Buffer x, int rows, int columns, Buffer weight, float epsilon, Buffer out) {
    norm(x, 0, rows, columns, weight, epsilon, out);
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
    long added = address(update, (long) rows * columns);
    norm(residual, added, rows, columns, weight, epsilon, out);
  }

  private void norm(
      Buffer x, long update, int rows, int columns, Buffer weight, float epsilon, Buffer out) {
    long size = (long) rows * columns;
    long from = address(x, size);
    long factors = address(weight, columns);
    long to = address(out, size);
    if (rows == 0) {
      return;
    }
    device.bind();
    int begin = launches.end();
    if (columns % 4 == 0 && columns <= SHORT_NORM) {
      int threads = Math.clamp((columns / 8 + 31) / 32 * 32L, 64, 1024);
      launches
          .launch(PanelProducts.NORM, rows, 1, 1, threads, 0)
          .address(from)
          .address(update)
          .address(factors)
          .address(to)
          .address(0)
          .number(columns)
          .number(0)
          .real(epsilon);
    } else {
      launches
          .launch("rms_norm", rows, 1, 1, normThreads(columns), 0)
          .address(from)
          .address(update)
          .address(factors)
          .address(to)
          .number(columns)
          .number(columns)
          .real(epsilon);
    }
    if (rows == 1 && launches.takesNotes()) {
      launches.note(begin, new RowNotes.Note.Norm(from, update, columns, factors, epsilon, to));
    }
  }

  private static int normThreads(int columns) {
    return columns >= 2048 ? 1024 : columns >= 512 ? 256 : 64;
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
    long from = address(x, size);
    long factors = address(weight, columns);
    long shift = bias == null ? 0 : address(bias, columns);
    long to = address(out, size);
    if (rows > 0) {
      device.bind();
      launches
          .launch("layer_norm", rows, 1, 1, normThreads(columns), 0)
          .address(from)
          .address(factors)
          .address(shift)
          .address(to)
          .number(columns)
          .real(epsilon);
    }
  }

  @Override
  public void matmul(Buffer x, int rows, Matrix weights, @Nullable Buffer bias, Buffer out) {
    CudaMatrix matrix = CudaMatrix.of(this, weights);
    long from = address(x, (long) rows * weights.columns());
    long shift = bias == null ? 0 : address(bias, weights.rows());
    long to = address(out, (long) rows * weights.rows());
    if (rows > 0) {
      device.bind();
      int begin = launches.end();
      products.run(from, rows, matrix, shift, to);
      if (rows == 1 && launches.takesNotes() && PanelProducts.takes(matrix)) {
        launches.note(begin, note(from, matrix, shift, to));
      }
    }
  }

  private static RowNotes.Note.Product note(long from, CudaMatrix matrix, long shift, long to) {
    long panels = matrix.parts().getFirst().data();
    return new RowNotes.Note.Product(from, matrix.columns(), matrix.rows(), panels, shift, to);
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
    CudaKvStorage pages = checked(shape, batch, storage, layer);
    long rows = address(qkv, (long) batch.rows() * shape.qkvColumns());
    if (batch.rows() > 0) {
      attention.load(rope);
      cover(batch);
      attention.append(shape, rows, norm, rope, plan, batch.rows(), pages, layer);
    }
  }

  @Override
  public void attention(
      AttentionShape shape,
      Buffer qkv,
      AttentionBatch batch,
      KvStorage storage,
      int layer,
      Buffer out) {
    CudaKvStorage pages = checked(shape, batch, storage, layer);
    long rows = address(qkv, (long) batch.rows() * shape.qkvColumns());
    long to = address(out, (long) batch.rows() * shape.queryColumns());
    Buffer sinks = shape.sinks();
    long sink = sinks == null ? 0 : address(sinks, shape.queryHeads());
    if (batch.rows() > 0) {
      cover(batch);
      attention.attend(shape, rows, batch, plan, pages, layer, sink, to);
    }
  }

  /// Sends a batch and a schedule of it, unless this step has them. Comes after whatever may run
  /// what was noted: memory that grows does.
  void send(AttentionSchedule schedule, AttentionBatch batch) {
    cover(batch);
    if (!schedule.isSent(step) && !inputs.fits(schedule.bytes())) {
      flush();
      cover(batch);
    }
    schedule.send(inputs, step);
  }

  /// Sends a batch unless this step has it.
  void cover(AttentionBatch batch) {
    room(BatchPlan.bytes(batch));
    plan.cover(batch, step);
  }

  private CudaKvStorage checked(
      AttentionShape shape, AttentionBatch batch, KvStorage storage, int layer) {
    PagedAttention.check(shape);
    if (!(storage instanceof CudaKvStorage own) || !own.belongsTo(this)) {
      throw new IllegalArgumentException(
          "a storage of another implementation, or a closed one: " + storage.getClass().getName());
    }
    KvShape stored = storage.shape();
    if (stored.kvHeads() != shape.kvHeads() || stored.headDim() != shape.headDim()) {
      throw new IllegalArgumentException("attention " + shape + " on a storage of " + stored);
    }
    if (layer < 0 || layer >= stored.layers()) {
      throw new IllegalArgumentException("layer " + layer + " of " + stored.layers());
    }
    batch.checkPages(storage);
    return own;
  }

  @Override
  public void gatedActivation(
      Activation activation, Buffer gateUp, int rows, int inner, Buffer out) {
    long count = (long) rows * inner;
    long from = address(gateUp, 2 * count);
    long to = address(out, count);
    if (count > 0) {
      device.bind();
      launches
          .launch("gated_activation", grid(count), 1, 1, THREADS, 0)
          .number(kind(activation))
          .address(from)
          .address(to)
          .size(count)
          .number(inner);
    }
  }

  @Override
  public void gatedFeedForward(
      Buffer x,
      int rows,
      Matrix gateUp,
      @Nullable Buffer gateUpBias,
      Activation activation,
      Matrix down,
      @Nullable Buffer downBias,
      Buffer both,
      Buffer gated,
      Buffer out) {
    CudaMatrix first = CudaMatrix.of(this, gateUp);
    CudaMatrix second = CudaMatrix.of(this, down);
    long between = rows == 0 ? 0 : address(gated, (long) rows * down.columns());
    int begin = launches.end();
    if (rows == 0 || !products.fuses(first, second)) {
      launches.mute(true);
      Kernels.super.gatedFeedForward(
          x, rows, gateUp, gateUpBias, activation, down, downBias, both, gated, out);
      launches.mute(false);
      if (rows != 1 || !PanelProducts.fuses(first, second)) {
        return;
      }
    }
    long from = address(x, (long) rows * gateUp.columns());
    long firstShift = gateUpBias == null ? 0 : address(gateUpBias, gateUp.rows());
    long secondShift = downBias == null ? 0 : address(downBias, down.rows());
    long to = address(out, (long) rows * down.rows());
    device.bind();
    if (products.fuses(first, second)) {
      products.gated(from, rows, first, firstShift, kind(activation), second, secondShift, to);
    }
    if (rows == 1 && launches.takesNotes()) {
      launches.note(
          begin,
          new RowNotes.Note.Gated(
              from,
              first.columns(),
              second.columns(),
              first.parts().getFirst().data(),
              firstShift,
              kind(activation),
              between,
              note(between, second, secondShift, to)));
    }
  }

  private static int kind(Activation activation) {
    return switch (activation) {
      case SILU -> 0;
      case GELU -> 1;
      case GELU_TANH -> 2;
      case RELU -> 3;
    };
  }

  @Override
  public void activate(Activation activation, Buffer x, long count) {
    long at = address(x, count);
    if (count > 0) {
      device.bind();
      launches
          .launch("activate", grid(count), 1, 1, THREADS, 0)
          .number(kind(activation))
          .address(at)
          .size(count);
    }
  }

  @Override
  public void add(Buffer into, Buffer update, long count) {
    long to = address(into, count);
    long from = address(update, count);
    if (count > 0) {
      device.bind();
      launches.launch("add", grid(count), 1, 1, THREADS, 0).address(to).address(from).size(count);
    }
  }

  @Override
  public void scale(Buffer x, float factor, long count) {
    factor("scale", x, factor, count);
  }

  @Override
  public void softcap(Buffer x, float cap, long count) {
    factor("softcap", x, cap, count);
  }

  private void factor(String kernel, Buffer x, float factor, long count) {
    long at = address(x, count);
    if (count > 0) {
      device.bind();
      launches.launch(kernel, grid(count), 1, 1, THREADS, 0).address(at).real(factor).size(count);
    }
  }

  @Override
  public void gatherRows(Buffer x, int columns, int[] chosen, int count, Buffer out) {
    long from = address(x, (highest(chosen, count) + 1L) * columns);
    long to = address(out, (long) count * columns);
    if (count > 0) {
      room(4L * count);
      launches
          .launch("gather_rows", count, 1, 1, THREADS, 0)
          .address(from)
          .address(inputs.put(chosen, count))
          .address(to)
          .number(columns);
    }
  }

  @Override
  public void scatterAddRows(
      Buffer x, int columns, int[] chosen, float[] weights, int count, Buffer into) {
    long from = address(x, (long) count * columns);
    long to = address(into, (highest(chosen, count) + 1L) * columns);
    if (count > 0) {
      room(8L * count + 16);
      launches
          .launch("scatter_add_rows", (columns + THREADS - 1) / THREADS, 1, 1, THREADS, 0)
          .address(from)
          .address(inputs.put(chosen, count))
          .address(inputs.put(weights, count))
          .address(to)
          .number(columns)
          .number(count);
    }
  }

  private static int highest(int[] chosen, int count) {
    int most = -1;
    for (int i = 0; i < count; i++) {
      if (chosen[i] < 0) {
        throw new IllegalArgumentException("row " + chosen[i]);
      }
      most = Math.max(most, chosen[i]);
    }
    return most;
  }

  @Override
  public boolean drawsTokens() {
    return true;
  }

  @Override
  public boolean drawsAhead() {
    return true;
  }

  @Override
  public void draw(Buffer logits, int vocabulary, Draws list) {
    if (list.count() > 0) {
      startDraw(logits, vocabulary, list);
      awaitDraw(list);
    }
  }

  @Override
  public void startDraw(Buffer logits, int vocabulary, Draws list) {
    int last = 0;
    for (int i = 0; i < list.count(); i++) {
      last = Math.max(last, list.row(i));
    }
    long from = address(logits, (last + 1L) * vocabulary);
    device.bind();
    draws.reserve(list);
    room(TokenDraws.bytes(list));
    draws.draw(from, vocabulary, list, inputs);
    flush();
    drawn.start(device, draws.tokens(), list.count());
  }

  @Override
  public void awaitDraw(Draws list) {
    device.bind();
    drawn.await(list);
  }

  @Override
  public void abandon() {
    launches.clear();
    inputs.clear();
    drawn.clear();
    step++;
  }

  @Override
  public void close() {
    device.bind();
    if (device.isLost()) {
      device.close();
      return;
    }
    synchronize();
    attention.close();
    draws.close();
    products.close();
    packer.close();
    launches.close();
    inputs.close();
    drawn.close();
    staging.close();
    device.close();
  }
}
