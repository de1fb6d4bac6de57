package io.espalier.runtime.scheduler;

import io.espalier.kernels.Draws;
import io.espalier.runtime.model.ForwardBatch;
import io.espalier.runtime.model.Logits;
import io.espalier.runtime.model.Model;
import io.espalier.runtime.model.ModelDescription;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/// A model that keeps its logits and draws tokens itself, as a device does: rows may stand for
/// tokens that only it knows, and tokens are told when they are waited for.
final class LateModel implements Model {
  private final Model model;
  private final boolean ahead;
  private final Logits kept;
  private final Deque<int[]> started = new ArrayDeque<>();
  private int[] drawn = new int[0];
  int drawnRows;

  /// @param ahead whether passes may begin before the tokens are known
  LateModel(Model model, boolean ahead) {
    this.model = model;
    this.ahead = ahead;
    kept = new Logits(model.description().vocabularySize());
  }

  @Override
  public ModelDescription description() {
    return model.description();
  }

  @Override
  public void allocatePages(int pages) {
    model.allocatePages(pages);
  }

  @Override
  public void forward(ForwardBatch batch, Logits logits) {
    kept.resize(batch.logitRows());
    model.forward(resolved(batch), kept);
    logits.defer((row, into, at) ->
        System.arraycopy(kept.values(), kept.offset(row), into, at, kept.vocabularySize()));
  }

  private ForwardBatch resolved(ForwardBatch batch) {
    boolean whole = true;
    for (int row = 0; row < batch.rows(); row++) {
      whole &= batch.token(row) >= 0;
    }
    if (whole) {
      return batch;
    }
    var known = new ForwardBatch();
    for (int row = 0; row < batch.rows(); row++) {
      int sequence = batch.sequenceOfRow(row);
      known.addSequence(batch.pageTable(sequence), batch.contextLength(sequence));
      known.addRow(drawn[-1 - batch.token(row)], true);
      drawnRows++;
    }
    return known;
  }

  @Override
  public void draw(Draws draws) {
    start(draws);
    awaitDraw(draws);
  }

  @Override
  public boolean drawsAhead() {
    return ahead;
  }

  @Override
  public void startDraw(Draws draws) {
    if (!ahead) {
      throw new IllegalStateException("draws ahead are not offered");
    }
    start(draws);
  }

  private void start(Draws draws) {
    if (started.size() == 2) {
      throw new IllegalStateException("two lists are under way");
    }
    int[] tokens = new int[draws.count()];
    for (int draw = 0; draw < tokens.length; draw++) {
      tokens[draw] = choose(draws, draw);
      draws.setToken(draw, Integer.MIN_VALUE);
    }
    started.add(tokens);
    drawn = tokens;
  }

  /// Some allowed token that depends on the logits and the random number.
  private int choose(Draws draws, int draw) {
    float[] values = kept.values();
    int offset = kept.offset(draws.row(draw));
    long[] mask = draws.mask(draw);
    int best = Draws.NONE;
    double most = Double.NEGATIVE_INFINITY;
    for (int token = 0; token < kept.vocabularySize(); token++) {
      double shift = draws.temperature(draw) * Math.sin(1e4 * (token + 1) * draws.uniform(draw));
      double value = values[offset + token] + shift;
      if (value > most && (mask == null || (mask[token >> 6] >>> token & 1) != 0)) {
        best = token;
        most = value;
      }
    }
    return best;
  }

  @Override
  public void awaitDraw(Draws draws) {
    int[] tokens = started.remove();
    if (tokens.length != draws.count()) {
      throw new IllegalStateException("another list: " + Arrays.toString(tokens));
    }
    for (int draw = 0; draw < tokens.length; draw++) {
      draws.setToken(draw, tokens[draw]);
    }
  }

  /// Forgets draws under way, as a device does after a failure.
  void forget() {
    started.clear();
  }

  @Override
  public void copyPage(int fromPage, int toPage, int tokens) {
    model.copyPage(fromPage, toPage, tokens);
  }

  @Override
  public long pageBytes() {
    return model.pageBytes();
  }

  @Override
  public void readPage(int page, MemorySegment to) {
    model.readPage(page, to);
  }

  @Override
  public void writePage(int page, MemorySegment from) {
    model.writePage(page, from);
  }

  @Override
  public void close() {
    model.close();
  }
}
