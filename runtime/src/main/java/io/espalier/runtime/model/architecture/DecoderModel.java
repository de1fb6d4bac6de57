package io.espalier.runtime.model.architecture;

import io.espalier.kernels.AttentionBatch;
import io.espalier.kernels.AttentionShape;
import io.espalier.kernels.Buffer;
import io.espalier.kernels.Draws;
import io.espalier.kernels.Kernels;
import io.espalier.kernels.KvShape;
import io.espalier.kernels.KvStorage;
import io.espalier.kernels.NumberFormat;
import io.espalier.runtime.model.ForwardBatch;
import io.espalier.runtime.model.Logits;
import io.espalier.runtime.model.Model;
import io.espalier.runtime.model.ModelDescription;
import io.espalier.runtime.model.config.ModelConfig;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// A [Model] made of a decoder, its pages and its scratch memory.
///
/// Confined to the scheduler thread. Closing it frees the weights and pages, not the kernels.
public final class DecoderModel implements Model {
  /// Rows of logits computed at a time: bounds the scratch memory when a whole prompt is scored.
  private static final int HEAD_ROWS = 64;

  /// Most rows of logits that stay on a device until tokens are drawn from them.
  private static final int DEFERRED_ROWS = 256;

  private final ModelDescription description;
  private final ModelConfig config;
  private final Kernels kernels;
  private final Decoder decoder;
  private final WeightReader weights;
  private final NumberFormat kvFormat;
  private final Pass pass;
  private @Nullable KvStorage storage;
  private @Nullable Buffer drawn;

  /// Draws started last whose tokens a row may stand for.
  private int drawnCount;

  DecoderModel(
      String name,
      ModelConfig config,
      Kernels kernels,
      Decoder decoder,
      WeightReader weights,
      NumberFormat kvFormat) {
    this.config = config;
    this.kernels = kernels;
    this.decoder = decoder;
    this.weights = weights;
    this.kvFormat = kvFormat;
    this.pass = new Pass(kernels, config.hiddenSize());
    this.description =
        new ModelDescription(
            name,
            config.architecture(),
            weights.format(),
            config.vocabularySize(),
            config.contextLength(),
            config.layers(),
            weights.parameters(),
            weights.packedBytes(),
            kvShape().pageBytes() / KvStorage.PAGE_TOKENS);
  }

  private KvShape kvShape() {
    AttentionShape shape = decoder.attentionShape();
    return new KvShape(config.layers(), shape.kvHeads(), shape.headDim(), kvFormat);
  }

  @Override
  public ModelDescription description() {
    return description;
  }

  @Override
  public void allocatePages(int pages) {
    if (storage != null) {
      throw new IllegalStateException(storage.pages() + " pages are reserved already");
    }
    storage = kernels.allocateKv(kvShape(), pages);
  }

  @Override
  public void forward(ForwardBatch batch, Logits logits) {
    logits.resize(batch.logitRows());
    if (batch.rows() == 0) {
      return;
    }
    guarded(() -> compute(batch, logits));
  }

  private void compute(ForwardBatch batch, Logits logits) {
    begin(batch);
    Buffer hidden = decoder.forward(pass); // [rows, hiddenSize]
    if (batch.logitRows() > 0) {
      if (pass.rows() != batch.logitRows()) {
        throw new IllegalStateException(
            pass.rows() + " rows reached the head, " + batch.logitRows() + " want logits");
      }
      project(hidden, logits);
    }
  }

  private void begin(ForwardBatch batch) {
    pass.begin(requireStorage(), batch.rows());
    AttentionBatch attention = pass.batch();
    attention.clear();
    for (int sequence = 0; sequence < batch.sequences(); sequence++) {
      int context = batch.contextLength(sequence);
      int count = batch.rowCount(sequence);
      int[] table = batch.pageTable(sequence);
      int pages = (context + count + KvStorage.PAGE_TOKENS - 1) / KvStorage.PAGE_TOKENS;
      if (!batch.isTree(sequence)) {
        attention.addSequence(table, pages, context, count);
        continue;
      }
      attention.beginTree(table, pages, context);
      for (int i = 0; i < count; i++) {
        int at = context + i;
        int slot =
            table[at / KvStorage.PAGE_TOKENS] * KvStorage.PAGE_TOKENS + at % KvStorage.PAGE_TOKENS;
        attention.addTreeRow(batch.parent(batch.firstRow(sequence) + i), slot);
      }
    }
    for (int row = 0; row < batch.rows(); row++) {
      int token = batch.token(row);
      if (token < -drawnCount || token >= config.vocabularySize()) {
        throw new IllegalArgumentException(
            "token " + token + " of a vocabulary of " + config.vocabularySize());
      }
      if (batch.position(row) >= config.contextLength()) {
        throw new IllegalArgumentException(
            "position " + batch.position(row) + " of a context of " + config.contextLength());
      }
      pass.token(row, token);
    }
    for (int i = 0; i < batch.logitRows(); i++) {
      pass.wantLogits(batch.logitRow(i));
    }
  }

  private void project(Buffer hidden, Logits logits) {
    Head head = decoder.head();
    int vocabulary = config.vocabularySize();
    int rows = logits.rows();
    if (kernels.drawsTokens() && rows <= DEFERRED_ROWS) {
      Buffer out = projectRows(head, hidden, rows);
      drawn = out;
      logits.defer(
          (row, into, at) -> kernels.read(out, (long) row * vocabulary, into, at, vocabulary));
      return;
    }
    if (rows <= HEAD_ROWS) {
      projectRows(head, hidden, rows, logits, 0);
      return;
    }
    int[] chosen = new int[HEAD_ROWS];
    for (int from = 0; from < rows; from += HEAD_ROWS) {
      int count = Math.min(HEAD_ROWS, rows - from);
      for (int i = 0; i < count; i++) {
        chosen[i] = from + i;
      }
      Buffer part = pass.buffer(Slot.CHOSEN, count, config.hiddenSize());
      kernels.gatherRows(hidden, config.hiddenSize(), chosen, count, part);
      projectRows(head, part, count, logits, from * vocabulary);
    }
  }

  private void projectRows(Head head, Buffer hidden, int rows, Logits logits, int at) {
    Buffer out = projectRows(head, hidden, rows);
    kernels.read(out, 0, logits.values(), at, rows * config.vocabularySize());
  }

  private Buffer projectRows(Head head, Buffer hidden, int rows) {
    int vocabulary = config.vocabularySize();
    Buffer out = pass.buffer(Slot.LOGITS, rows, vocabulary); // [rows, vocabularySize]
    head.linear().apply(pass, hidden, rows, out);
    if (head.scale() != 1) {
      kernels.scale(out, head.scale(), (long) rows * vocabulary);
    }
    if (head.softcap() != 0) {
      kernels.softcap(out, head.softcap(), (long) rows * vocabulary);
    }
    return out;
  }

  @Override
  public void draw(Draws draws) {
    Buffer logits = deferred();
    guarded(() -> kernels.draw(logits, config.vocabularySize(), draws));
  }

  @Override
  public boolean drawsAhead() {
    return kernels.drawsAhead();
  }

  @Override
  public void startDraw(Draws draws) {
    Buffer logits = deferred();
    guarded(() -> kernels.startDraw(logits, config.vocabularySize(), draws));
    drawnCount = draws.count();
  }

  @Override
  public void awaitDraw(Draws draws) {
    guarded(() -> kernels.awaitDraw(draws));
  }

  private Buffer deferred() {
    Buffer logits = drawn;
    if (logits == null) {
      throw new IllegalStateException("no pass has left its logits on the device");
    }
    return logits;
  }

  /// What was asked for and not done must not run with the next pass.
  private void guarded(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException failure) {
      drawnCount = 0;
      kernels.abandon();
      throw failure;
    }
  }

  @Override
  public void copyPage(int fromPage, int toPage, int tokens) {
    requireStorage().copyPage(fromPage, toPage, tokens);
  }

  @Override
  public long pageBytes() {
    return requireStorage().pageBytes();
  }

  @Override
  public void readPage(int page, MemorySegment to) {
    requireStorage().readPage(page, to);
  }

  @Override
  public void writePage(int page, MemorySegment from) {
    requireStorage().writePage(page, from);
  }

  private KvStorage requireStorage() {
    if (storage == null) {
      throw new IllegalStateException("no pages are reserved: call allocatePages first");
    }
    return storage;
  }

  @Override
  public void close() {
    pass.close();
    if (storage != null) {
      storage.close();
    }
    weights.close();
  }
}
