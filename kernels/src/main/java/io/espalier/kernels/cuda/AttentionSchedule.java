package io.espalier.kernels.cuda;

import io.espalier.kernels.AttentionBatch;
import io.espalier.kernels.KvStorage;
import org.jspecify.annotations.Nullable;

/// Cuts the attention of a batch into blocks of the launches of `attention_row.cu` and
/// `attention_tile.cu`: tiles of rows over prompts and over prefixes that sequences share, then
/// what is left of single rows; long spans into parts, so that few rows fill the device too.
///
/// Depends on lengths and page tables only; computed once a step for all layers of the same window.
/// Lists are padded to sizes that change seldom, with items that do nothing.
final class AttentionSchedule {
  private static final int PAGE = KvStorage.PAGE_TOKENS;
  private static final int ITEM = 12;
  private static final int TASK = 8;

  /// As in `tiles.cuh`.
  private static final int MOST_PARTS = 64;

  private static final int MOST_SHARED_PARTS = 16;

  /// Blocks of rows that are at work at once on the device, and of tiles.
  private static final int ROW_BLOCKS = 264;

  /// A program of one row has a block a multiprocessor (`row_program.cu`).
  private final int singleRowBlocks;

  private static final int TILE_BLOCKS = 132;
  private static final int LEAST_ROW_PART = 128;
  private static final int LEAST_TILE_PART = 512;

  private final int window;
  private final int group;
  private final int kvHeads;
  private final int perTile;
  private final SharedPrefixes prefixes = new SharedPrefixes();
  private final Ints tasks = new Ints();
  private final Ints order = new Ints();
  private final Ints items = new Ints();
  private final Ints merged = new Ints();
  private final Ints firstPart = new Ints();
  private final Ints partCount = new Ints();
  private final Ints done = new Ints();
  private final Ints groupParts = new Ints();
  private boolean[] prompt = new boolean[16];
  private int parts;
  private @Nullable AttentionBatch batch;
  private long changes = -1;
  private long step = -1;
  private long itemsAt;
  private long tasksAt;
  private long orderAt;
  private long firstPartAt;
  private long partCountAt;
  private long mergedAt;

  /// @param window 0 for none
  /// @param group query heads of a key-value head
  /// @param pairs rows · heads of the group that a tile holds
  /// @param singleRowBlocks blocks for a batch of one row
  AttentionSchedule(int window, int group, int kvHeads, int pairs, int singleRowBlocks) {
    this.window = window;
    this.singleRowBlocks = singleRowBlocks;
    this.group = group;
    this.kvHeads = kvHeads;
    perTile = pairs / group;
  }

  /// Computes the schedule of a batch unless it is the one computed last.
  void cover(AttentionBatch wanted, BatchPlan plan) {
    if (batch == wanted && changes == wanted.changes()) {
      return;
    }
    batch = wanted;
    changes = wanted.changes();
    step = -1;
    tasks.clear();
    order.clear();
    items.clear();
    merged.clear();
    firstPart.fill(wanted.rows());
    partCount.fill(wanted.rows());
    done.fill(wanted.rows());
    choosePrompts(wanted);
    if (shares()) {
      prefixes.find(wanted, prompt);
    }
    int length = tileLength(wanted);
    shareTasks(wanted, length);
    promptTasks(wanted, length);
    rowItems(wanted, plan);
    tasks.pad(TASK * padded(tasks.count() / TASK), -1);
    items.pad(ITEM * padded(items.count() / ITEM), -1);
    order.pad(padded(order.count()), -1);
    merged.pad(padded(merged.count()), -1);
  }

  /// Sends the lists unless this step has them.
  void send(StepInputs inputs, long thisStep) {
    if (step == thisStep) {
      return;
    }
    step = thisStep;
    itemsAt = inputs.put(items.values(), items.count());
    tasksAt = inputs.put(tasks.values(), tasks.count());
    orderAt = inputs.put(order.values(), order.count());
    firstPartAt = inputs.put(firstPart.values(), firstPart.count());
    partCountAt = inputs.put(partCount.values(), partCount.count());
    mergedAt = inputs.put(merged.values(), merged.count());
  }

  boolean isSent(long thisStep) {
    return step == thisStep;
  }

  /// Most bytes that [#send] takes.
  long bytes() {
    return 4L * (items.count() + tasks.count() + order.count() + merged.count())
        + 8L * firstPart.count()
        + 96;
  }

  private static int padded(int count) {
    int unit = Math.max(8, Integer.highestOneBit(Math.max(1, count)) / 8);
    return (count + unit - 1) / unit * unit;
  }

  /// Linear sequences with enough rows to fill a matrix instruction go tile by tile.
  private void choosePrompts(AttentionBatch from) {
    if (prompt.length < from.sequences()) {
      prompt = new boolean[2 * from.sequences()];
    }
    for (int s = 0; s < from.sequences(); s++) {
      int rows = from.endRow(s) - from.firstRow(s);
      boolean several = !from.isTree(s) && rows > 1 && rows * group >= 16 && perTile > 0;
      prompt[s] = several;
    }
  }

  /// Windows and groups wider than a tile leave nothing to share.
  private boolean shares() {
    return window == 0 && perTile > 0;
  }

  /// Tokens a part of a tile's span takes, so that all tiles together fill the device.
  private int tileLength(AttentionBatch from) {
    long tokens = 0;
    if (shares()) {
      for (int g = 0; g < prefixes.groups(); g++) {
        long tiles = (rowsOf(from, g) + perTile - 1L) / perTile;
        tokens += tiles * (prefixes.toPage(g) - prefixes.fromPage(g)) * PAGE;
      }
    }
    for (int s = 0; s < from.sequences(); s++) {
      if (prompt[s]) {
        int rows = from.endRow(s) - from.firstRow(s);
        for (int r = 0; r < rows; r += perTile) {
          int first = from.contextTokens(s) + r;
          tokens += first + Math.min(perTile, rows - r) - begin(first) / PAGE * PAGE;
        }
      }
    }
    long length = (tokens * kvHeads / TILE_BLOCKS + 127) / 128 * 128;
    return Math.clamp(length, LEAST_TILE_PART, 1 << 30);
  }

  private int begin(int position) {
    return window == 0 ? 0 : Math.max(0, position - window + 1);
  }

  private int rowsOf(AttentionBatch from, int g) {
    int rows = 0;
    for (int m = prefixes.from(g); m < prefixes.to(g); m++) {
      int s = prefixes.member(m);
      rows += from.endRow(s) - from.firstRow(s);
    }
    return rows;
  }

  private void shareTasks(AttentionBatch from, int length) {
    groupParts.clear();
    for (int g = 0; shares() && g < prefixes.groups(); g++) {
      int start = prefixes.fromPage(g) * PAGE;
      int end = prefixes.toPage(g) * PAGE;
      int count = Math.clamp((end - start + length - 1) / length, 1, MOST_SHARED_PARTS);
      int base = prefixes.parent(g) < 0 ? 0 : groupParts.get(prefixes.parent(g));
      groupParts.add(base + count);
      int first = order.count();
      for (int m = prefixes.from(g); m < prefixes.to(g); m++) {
        int s = prefixes.member(m);
        for (int row = from.firstRow(s); row < from.endRow(s); row++) {
          order.add(row);
          done.set(row, end);
          partCount.set(row, base + count);
        }
      }
      int each = ((end - start) / PAGE + count - 1) / count * PAGE;
      for (int at = first; at < order.count(); at += perTile) {
        int rows = Math.min(perTile, order.count() - at);
        for (int k = 0; k < count; k++) {
          int partEnd = Math.min(end, start + (k + 1) * each);
          task(at, rows, start + k * each, partEnd, partEnd, base + k);
        }
      }
    }
  }

  private void promptTasks(AttentionBatch from, int length) {
    for (int s = 0; s < from.sequences(); s++) {
      if (!prompt[s]) {
        continue;
      }
      int firstRow = from.firstRow(s);
      int rows = from.endRow(s) - firstRow;
      // Longest first, so that the last blocks to start are short.
      for (int r = (rows - 1) / perTile * perTile; r >= 0; r -= perTile) {
        int count = Math.min(perTile, rows - r);
        int first = from.contextTokens(s) + r;
        int start = begin(first) / PAGE * PAGE;
        int end = first + count;
        int split = Math.clamp((end - start + length - 1) / length, 1, MOST_PARTS);
        int at = order.count();
        for (int i = 0; i < count; i++) {
          order.add(firstRow + r + i);
          if (split > 1) {
            partCount.set(firstRow + r + i, split);
            merged.add(firstRow + r + i);
          }
        }
        int each = ((end - start) / split / PAGE + 1) * PAGE;
        for (int k = 0; k < split; k++) {
          int partStart = Math.min(end, start + k * each);
          int partEnd = Math.min(end, partStart + each);
          task(at, count, partStart, partEnd, first + 1, split == 1 ? -1 : k);
        }
      }
    }
  }

  private void task(int at, int rows, int from, int to, int clear, int part) {
    tasks.add(at);
    tasks.add(rows);
    tasks.add(from);
    tasks.add(to);
    tasks.add(clear);
    tasks.add(part);
    tasks.add(0);
    tasks.add(0);
  }

  private void rowItems(AttentionBatch from, BatchPlan plan) {
    long tokens = 0;
    for (int s = 0; s < from.sequences(); s++) {
      for (int row = from.firstRow(s); !prompt[s] && row < from.endRow(s); row++) {
        tokens += from.position(row) + 1 - start(from, row);
      }
    }
    int headTiles = (group + 7) / 8;
    long length;
    if (from.rows() == 1) {
      int parts = Math.max(1, singleRowBlocks / (kvHeads * headTiles));
      length = ((tokens + parts - 1) / parts + PAGE - 1) / PAGE * PAGE;
    } else {
      length = (tokens * kvHeads * headTiles / ROW_BLOCKS + PAGE) / PAGE * PAGE;
    }
    int most = Math.clamp(length, LEAST_ROW_PART, 1 << 30);
    parts = 0;
    for (int s = 0; s < from.sequences(); s++) {
      for (int row = from.firstRow(s); row < from.endRow(s); row++) {
        if (!prompt[s]) {
          rowItems(from, plan, s, row, most);
        } else if (partCount.get(row) > 0) {
          firstPart.set(row, parts);
          parts += partCount.get(row);
        }
      }
    }
  }

  private int start(AttentionBatch from, int row) {
    return Math.max(done.get(row), begin(from.position(row)) / PAGE * PAGE);
  }

  private void rowItems(AttentionBatch from, BatchPlan plan, int s, int row, int most) {
    int start = start(from, row);
    int end = from.position(row) + 1;
    int shared = partCount.get(row);
    int count = Math.clamp((end - start + most - 1) / most, 1, MOST_PARTS - shared);
    int each = ((end - start + count - 1) / count + PAGE - 1) / PAGE * PAGE;
    count = (end - start + each - 1) / each;
    int all = shared + count;
    partCount.set(row, all);
    firstPart.set(row, parts);
    for (int k = 0; k < count; k++) {
      items.add(row);
      items.add(start + k * each);
      items.add(Math.min(end, start + (k + 1) * each));
      items.add(all == 1 ? -1 : parts + shared + k);
      items.add(parts);
      items.add(all);
      items.add(count);
      items.add(begin(end - 1));
      items.add(plan.table(s));
      items.add(from.isTree(s) ? from.contextTokens(s) : Integer.MAX_VALUE);
      items.add(plan.pathStart(row));
      items.add(0);
    }
    parts += all == 1 ? 0 : all;
  }

  /// Slots of sums.
  int parts() {
    return parts;
  }

  /// Blocks of rows, padding included.
  int items() {
    return items.count() / ITEM;
  }

  /// Blocks of tiles, padding included.
  int tasks() {
    return tasks.count() / TASK;
  }

  /// Rows to merge, padding included.
  int merged() {
    return merged.count();
  }

  long itemsAddress() {
    return itemsAt;
  }

  long tasksAddress() {
    return tasksAt;
  }

  long orderAddress() {
    return orderAt;
  }

  long firstPartAddress() {
    return firstPartAt;
  }

  long partCountAddress() {
    return partCountAt;
  }

  long mergedAddress() {
    return mergedAt;
  }
}
