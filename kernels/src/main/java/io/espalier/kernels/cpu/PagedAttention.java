package io.espalier.kernels.cpu;

import io.espalier.kernels.AttentionBatch;
import io.espalier.kernels.AttentionShape;
import io.espalier.kernels.HostBuffer;
import io.espalier.kernels.KvStorage;
import java.lang.foreign.MemorySegment;

/// Attention over pages. A unit of work is a tile of rows at one key-value head; units run in
/// parallel. Reusable; one call at a time.
final class PagedAttention implements WorkerPool.Job {
  private static final int PAGE = KvStorage.PAGE_TOKENS;
  private static final int ALL = (1 << PAGE) - 1;

  /// Multiplications below which waking the pool costs more than it gives.
  private static final long PARALLEL_WORK = 100_000;

  private final WorkerPool pool;
  private final ColdStart cold;
  private final AttentionState[] states;
  private final AttentionTiles tiles = new AttentionTiles();

  private AttentionShape shape = AttentionShape.of(1, 1, 2);
  private AttentionBatch batch = new AttentionBatch();
  private CpuKvStorage storage;
  private int layer;
  private boolean plain;
  private float[] qkv = new float[0];
  private float[] out = qkv;

  PagedAttention(WorkerPool pool, CpuKvStorage empty, ColdStart cold) {
    this.pool = pool;
    this.cold = cold;
    storage = empty;
    states = new AttentionState[pool.threads()];
    for (int t = 0; t < states.length; t++) {
      states[t] = new AttentionState();
    }
  }

  void run(
      AttentionShape newShape,
      float[] newQkv,
      AttentionBatch newBatch,
      CpuKvStorage newStorage,
      int newLayer,
      float[] newOut) {
    shape = newShape;
    qkv = newQkv;
    batch = newBatch;
    storage = newStorage;
    layer = newLayer;
    out = newOut;
    tiles.cut(shape, batch, Math.max(1, AttentionState.QUERIES / shape.groupHeads()));
    long positions = 0;
    for (int row = 0; row < batch.rows(); row++) {
      positions += batch.position(row) + 1;
    }
    plain = cold.isPlain() && shape.softcap() == 0;
    if (plain) {
      cold.count(2 * positions * shape.queryColumns());
    }
    int units = tiles.count() * shape.kvHeads();
    if (positions * shape.queryColumns() < PARALLEL_WORK) {
      run(0, 0, units);
    } else {
      pool.run(this, units, 1);
    }
  }

  @Override
  public void run(int thread, int from, int to) {
    int group = shape.groupHeads();
    for (int unit = from; unit < to; unit++) {
      int head = unit % shape.kvHeads();
      for (int first = 0; first < group; first += AttentionState.QUERIES) {
        int heads = Math.min(AttentionState.QUERIES, group - first);
        attend(states[thread], unit / shape.kvHeads(), head, head * group + first, heads);
      }
    }
  }

  private void attend(AttentionState state, int tile, int kvHead, int firstHead, int heads) {
    int first = tiles.firstRow(tile);
    int end = tiles.endRow(tile);
    state.begin(storage, (end - first) * heads, shape.softcap(), plain);
    for (int row = first; row < end; row++) {
      for (int h = 0; h < heads; h++) {
        int at = row * shape.qkvColumns() + (firstHead + h) * shape.headDim();
        state.setQuery((row - first) * heads + h, qkv, at, shape.scale());
      }
    }
    int commonFrom = tiles.commonFrom(tile);
    int commonTo = tiles.commonTo(tile);
    for (int row = first; row < end; row++) {
      attendAlone(state, row, kvHead, (row - first) * heads, heads, 0, commonFrom);
    }
    int sequence = batch.sequenceOf(first);
    for (int page = commonFrom; page < commonTo; page++) {
      long at = storage.offset(layer, batch.page(sequence, page), kvHead);
      state.attend(storage, storage.data(), at, 0, (end - first) * heads, ALL);
    }
    for (int row = first; row < end; row++) {
      attendAlone(state, row, kvHead, (row - first) * heads, heads, commonTo, Integer.MAX_VALUE);
      finish(state, row, firstHead, (row - first) * heads, heads);
    }
  }

  /// Takes one row through the pages `from .. to` of those it sees.
  private void attendAlone(
      AttentionState state, int row, int kvHead, int query, int heads, int from, int to) {
    int begin = AttentionTiles.firstPosition(shape, batch, row);
    int end = batch.position(row) + 1;
    int sequence = batch.sequenceOf(row);
    int context = batch.contextTokens(sequence);
    int[] path = null;
    for (int page = Math.max(from, begin / PAGE);
        page < Math.min(to, (end + PAGE - 1) / PAGE);
        page++) {
      int low = Math.max(begin - page * PAGE, 0);
      int high = Math.min(end - page * PAGE, PAGE);
      int visible = (ALL >>> (PAGE - high)) & (ALL << low);
      if (batch.isTree(sequence) && (page + 1) * PAGE > context) {
        if (path == null) {
          path = path(state, row);
        }
        assemble(state, sequence, kvHead, page, low, high, path);
        state.attend(storage, state.assembled(), 0, query, query + heads, visible);
      } else {
        long at = storage.offset(layer, batch.page(sequence, page), kvHead);
        state.attend(storage, storage.data(), at, query, query + heads, visible);
      }
    }
  }

  /// Slots of a tree row and its ancestors by position after the context.
  private int[] path(AttentionState state, int row) {
    int context = batch.contextTokens(batch.sequenceOf(row));
    int[] path = state.path(batch.position(row) + 1 - context);
    for (int r = row; r != -1; r = batch.parent(r)) {
      path[batch.position(r) - context] = batch.slot(r);
    }
    return path;
  }

  /// Brings the tokens of one page of a tree row's path together, as if they lay in a page.
  private void assemble(
      AttentionState state, int sequence, int kvHead, int page, int low, int high, int[] path) {
    int context = batch.contextTokens(sequence);
    MemorySegment target = state.assembled();
    for (int token = low; token < high; token++) {
      int position = page * PAGE + token;
      int slot =
          position < context ? batch.page(sequence, page) * PAGE + token : path[position - context];
      long at = storage.offset(layer, slot / PAGE, kvHead);
      storage.copyHead(storage.data(), at, slot % PAGE, target, 0, token, 1);
    }
  }

  private void finish(AttentionState state, int row, int firstHead, int query, int heads) {
    for (int h = 0; h < heads; h++) {
      int head = firstHead + h;
      if (shape.sinks() != null) {
        state.addSink(query + h, HostBuffer.floats(shape.sinks(), shape.queryHeads())[head]);
      }
      int at = row * shape.queryColumns() + head * shape.headDim();
      state.finish(query + h, out, at);
    }
  }
}
