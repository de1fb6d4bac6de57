package io.espalier.kernels.reference;

import io.espalier.kernels.KvShape;
import io.espalier.kernels.KvStorage;
import io.espalier.kernels.NumberFormat;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Keys and values as `float32[layer, slot, kvHead, headDim]`, rounded to float16 if the shape asks
/// for it.
final class ReferenceKvStorage implements KvStorage {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

  private final KvShape shape;
  private final int pages;
  private final float[][] keys;
  private final float[][] values;

  ReferenceKvStorage(KvShape shape, int pages) {
    this.shape = shape;
    this.pages = pages;
    keys = new float[shape.layers()][pages * PAGE_TOKENS * shape.kvHeads() * shape.headDim()];
    values = new float[shape.layers()][keys[0].length];
  }

  @Override
  public KvShape shape() {
    return shape;
  }

  @Override
  public int pages() {
    return pages;
  }

  float key(int layer, int slot, int head, int i) {
    return keys[layer][index(slot, head, i)];
  }

  float value(int layer, int slot, int head, int i) {
    return values[layer][index(slot, head, i)];
  }

  void store(int layer, int slot, int head, int i, float key, float value) {
    boolean half = shape.format() == NumberFormat.F16;
    keys[layer][index(slot, head, i)] =
        half ? Float.float16ToFloat(Float.floatToFloat16(key)) : key;
    values[layer][index(slot, head, i)] =
        half ? Float.float16ToFloat(Float.floatToFloat16(value)) : value;
  }

  private int index(int slot, int head, int i) {
    return (slot * shape.kvHeads() + head) * shape.headDim() + i;
  }

  @Override
  public void copyPage(int from, int to, int tokens) {
    if (from < 0 || from >= pages || to < 0 || to >= pages || tokens < 0 || tokens > PAGE_TOKENS) {
      throw new IllegalArgumentException(
          "copy of " + tokens + " tokens from page " + from + " to " + to + " of " + pages);
    }
    for (int token = 0; token < tokens; token++) {
      copySlot(from * PAGE_TOKENS + token, to * PAGE_TOKENS + token);
    }
  }

  @Override
  public void copySlot(int from, int to) {
    int width = shape.kvHeads() * shape.headDim();
    for (int layer = 0; layer < shape.layers(); layer++) {
      System.arraycopy(keys[layer], from * width, keys[layer], to * width, width);
      System.arraycopy(values[layer], from * width, values[layer], to * width, width);
    }
  }

  @Override
  public long pageBytes() {
    return 2L * shape.layers() * pageFloats() * Float.BYTES;
  }

  private int pageFloats() {
    return PAGE_TOKENS * shape.kvHeads() * shape.headDim();
  }

  @Override
  public void readPage(int page, MemorySegment to) {
    KvStorage.checkTransfer(this, page, to);
    int count = pageFloats();
    long bytes = (long) count * Float.BYTES;
    for (int layer = 0; layer < shape.layers(); layer++) {
      long at = 2L * layer * bytes;
      MemorySegment.copy(keys[layer], page * count, to, FLOAT, at, count);
      MemorySegment.copy(values[layer], page * count, to, FLOAT, at + bytes, count);
    }
  }

  @Override
  public void writePage(int page, MemorySegment from) {
    KvStorage.checkTransfer(this, page, from);
    int count = pageFloats();
    long bytes = (long) count * Float.BYTES;
    for (int layer = 0; layer < shape.layers(); layer++) {
      long at = 2L * layer * bytes;
      MemorySegment.copy(from, FLOAT, at, keys[layer], page * count, count);
      MemorySegment.copy(from, FLOAT, at + bytes, values[layer], page * count, count);
    }
  }

  @Override
  public void close() {}
}
