package io.espalier.kernels.cpu;

import io.espalier.kernels.KvShape;
import io.espalier.kernels.KvStorage;
import io.espalier.kernels.NumberFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Key-value pages off the heap: `[layer][page][kvHead]{keys[headDim][16]; values[16][width]}`.
///
/// Keys are transposed, so that a vector holds one component of neighbouring positions and sixteen
/// scores come without a horizontal sum. `width` is headDim rounded up to whole vectors.
final class CpuKvStorage implements KvStorage {
  private final Arena arena = Arena.ofShared();
  private final KvShape shape;
  private final int pages;
  private final int elementBytes;
  private final MemorySegment data;

  CpuKvStorage(KvShape shape, int pages) {
    if (pages < 1) {
      throw new IllegalArgumentException("a storage needs at least one page: " + pages);
    }
    this.shape = shape;
    this.pages = pages;
    elementBytes = shape.format().blockBytes();
    long blocks = (long) shape.layers() * pages * shape.kvHeads();
    data = Memory.allocate(arena, Math.multiplyExact(blocks, headBytes()) + Lanes.OVERREAD);
  }

  @Override
  public KvShape shape() {
    return shape;
  }

  @Override
  public int pages() {
    return pages;
  }

  MemorySegment data() {
    return data;
  }

  boolean isHalf() {
    return shape.format() == NumberFormat.F16;
  }

  /// Floats in a value row.
  int width() {
    return (shape.headDim() + Lanes.COUNT - 1) / Lanes.COUNT * Lanes.COUNT;
  }

  /// Elements of one head's keys in a page; its values follow.
  int keyElements() {
    return shape.headDim() * PAGE_TOKENS;
  }

  /// Elements of one head in a page.
  int headElements() {
    return keyElements() + PAGE_TOKENS * width();
  }

  private long headBytes() {
    return (long) headElements() * elementBytes;
  }

  /// Byte offset of one head's keys in a page.
  long offset(int layer, int page, int head) {
    return (((long) layer * pages + page) * shape.kvHeads() + head) * headBytes();
  }

  void store(int layer, int slot, int head, float[] from, int keyAt, int valueAt) {
    long at = offset(layer, slot / PAGE_TOKENS, head);
    int token = slot % PAGE_TOKENS;
    int dim = shape.headDim();
    long keys = at + (long) token * elementBytes;
    long values = at + (long) (keyElements() + token * width()) * elementBytes;
    if (isHalf()) {
      for (int i = 0; i < dim; i++) {
        data.set(
            ValueLayout.JAVA_SHORT,
            keys + 2L * PAGE_TOKENS * i,
            Float.floatToFloat16(from[keyAt + i]));
        data.set(ValueLayout.JAVA_SHORT, values + 2L * i, Float.floatToFloat16(from[valueAt + i]));
      }
    } else {
      for (int i = 0; i < dim; i++) {
        data.set(ValueLayout.JAVA_FLOAT, keys + 4L * PAGE_TOKENS * i, from[keyAt + i]);
      }
      MemorySegment.copy(from, valueAt, data, ValueLayout.JAVA_FLOAT, values, dim);
    }
  }

  @Override
  public void copyPage(int from, int to, int tokens) {
    if (from < 0 || from >= pages || to < 0 || to >= pages || tokens < 0 || tokens > PAGE_TOKENS) {
      throw new IllegalArgumentException(
          "copy of " + tokens + " tokens from page " + from + " to " + to + " of " + pages);
    }
    copy(from * PAGE_TOKENS, to * PAGE_TOKENS, tokens);
  }

  @Override
  public void copySlot(int from, int to) {
    int slots = pages * PAGE_TOKENS;
    if (from < 0 || from >= slots || to < 0 || to >= slots) {
      throw new IllegalArgumentException("copy of slot " + from + " to " + to + " of " + slots);
    }
    copy(from, to, 1);
  }

  private void copy(int fromSlot, int toSlot, int tokens) {
    for (int layer = 0; layer < shape.layers(); layer++) {
      for (int head = 0; head < shape.kvHeads(); head++) {
        copyHead(
            data,
            offset(layer, fromSlot / PAGE_TOKENS, head),
            fromSlot % PAGE_TOKENS,
            data,
            offset(layer, toSlot / PAGE_TOKENS, head),
            toSlot % PAGE_TOKENS,
            tokens);
      }
    }
  }

  /// Copies tokens between two heads' blocks, of which the target may lie in other memory.
  void copyHead(
      MemorySegment source,
      long from,
      int fromToken,
      MemorySegment target,
      long to,
      int toToken,
      int tokens) {
    long keyBytes = (long) tokens * elementBytes;
    for (int i = 0; i < shape.headDim(); i++) {
      long row = (long) i * PAGE_TOKENS * elementBytes;
      MemorySegment.copy(
          source,
          from + row + (long) fromToken * elementBytes,
          target,
          to + row + (long) toToken * elementBytes,
          keyBytes);
    }
    long values = (long) keyElements() * elementBytes;
    long rowBytes = (long) width() * elementBytes;
    MemorySegment.copy(
        source,
        from + values + fromToken * rowBytes,
        target,
        to + values + toToken * rowBytes,
        tokens * rowBytes);
  }

  @Override
  public long pageBytes() {
    return shape.layers() * layerBytes();
  }

  /// Bytes of a page in one layer, where its heads lie side by side.
  private long layerBytes() {
    return shape.kvHeads() * headBytes();
  }

  @Override
  public void readPage(int page, MemorySegment to) {
    KvStorage.checkTransfer(this, page, to);
    for (int layer = 0; layer < shape.layers(); layer++) {
      MemorySegment.copy(data, offset(layer, page, 0), to, layer * layerBytes(), layerBytes());
    }
  }

  @Override
  public void writePage(int page, MemorySegment from) {
    KvStorage.checkTransfer(this, page, from);
    for (int layer = 0; layer < shape.layers(); layer++) {
      MemorySegment.copy(from, layer * layerBytes(), data, offset(layer, page, 0), layerBytes());
    }
  }

  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
