package io.espalier.kernels.cuda;

import io.espalier.kernels.DeviceMemoryException;
import io.espalier.kernels.KvShape;
import io.espalier.kernels.KvStorage;
import io.espalier.kernels.NumberFormat;
import java.lang.foreign.MemorySegment;

/// Pages in device memory, laid out as `pages.cuh` says.
final class CudaKvStorage implements KvStorage {
  private final CudaKernels owner;
  private final KvShape shape;
  private final int pages;
  private final long keys;
  private final long values;
  private boolean closed;

  CudaKvStorage(CudaKernels owner, KvShape shape, int pages) {
    if (pages < 1) {
      throw new IllegalArgumentException("at least one page: " + pages);
    }
    this.owner = owner;
    this.shape = shape;
    this.pages = pages;
    long bytes = shape.layers() * layerBytes();
    keys = owner.allocate(bytes);
    try {
      values = owner.allocate(bytes);
    } catch (DeviceMemoryException e) {
      owner.free(keys);
      throw e;
    }
  }

  /// Values of a token and head with their padding.
  int padded() {
    return (shape.headDim() + 7) / 8 * 8;
  }

  /// Part of the kernels' names.
  String label() {
    return shape.format() == NumberFormat.F16 ? "f16" : "f32";
  }

  private long layerValues() {
    return (long) pages * shape.kvHeads() * PAGE_TOKENS * padded();
  }

  private long layerBytes() {
    return layerValues() * shape.format().blockBytes();
  }

  /// Address of a layer's keys.
  long keys(int layer) {
    return keys + layer * layerBytes();
  }

  /// Address of a layer's values.
  long values(int layer) {
    return values + layer * layerBytes();
  }

  boolean belongsTo(CudaKernels kernels) {
    return owner == kernels && !closed;
  }

  @Override
  public KvShape shape() {
    return shape;
  }

  @Override
  public int pages() {
    return pages;
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
      throw new IllegalArgumentException("copy from slot " + from + " to " + to + " of " + slots);
    }
    copy(from, to, 1);
  }

  private void copy(int from, int to, int tokens) {
    if (tokens > 0 && from != to) {
      owner.runAlone(launches ->
          launches
              .launch("copy_slots_" + label(), shape.layers(), shape.kvHeads(), 1, 128, 0)
              .address(keys)
              .address(values)
              .number(from)
              .number(to)
              .number(tokens)
              .size(layerValues())
              .number(shape.kvHeads())
              .number(padded()));
    }
  }

  @Override
  public long pageBytes() {
    return 2L * shape.layers() * layerPageBytes();
  }

  /// Bytes of a page's keys, or values, in one layer.
  private long layerPageBytes() {
    return (long) shape.kvHeads() * PAGE_TOKENS * padded() * shape.format().blockBytes();
  }

  @Override
  public void readPage(int page, MemorySegment to) {
    KvStorage.checkTransfer(this, page, to);
    long bytes = layerPageBytes();
    long half = shape.layers() * bytes;
    owner.readPieces(keys + page * bytes, layerBytes(), shape.layers(), bytes, to.asSlice(0, half));
    owner.readPieces(
        values + page * bytes, layerBytes(), shape.layers(), bytes, to.asSlice(half, half));
  }

  @Override
  public void writePage(int page, MemorySegment from) {
    KvStorage.checkTransfer(this, page, from);
    long bytes = layerPageBytes();
    long half = shape.layers() * bytes;
    owner.writePieces(
        keys + page * bytes, layerBytes(), shape.layers(), bytes, from.asSlice(0, half));
    owner.writePieces(
        values + page * bytes, layerBytes(), shape.layers(), bytes, from.asSlice(half, half));
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      owner.free(keys);
      owner.free(values);
    }
  }
}
