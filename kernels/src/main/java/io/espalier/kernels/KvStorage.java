package io.espalier.kernels;

import java.lang.foreign.MemorySegment;

/// Pages of keys and values, the same page ids in every layer. A *slot* is `page · 16 + offset`,
/// the place of one token. The layout inside a page is the implementation's own. Who owns which
/// page is none of its business.
public interface KvStorage extends AutoCloseable {
  /// Tokens in a page.
  int PAGE_TOKENS = 16;

  /// Layers, heads and format.
  KvShape shape();

  /// Pages; ids are 0 until this.
  int pages();

  /// Copies the first `tokens` tokens of page `from` to page `to` in all layers.
  void copyPage(int from, int to, int tokens);

  /// Copies one token from slot `from` to slot `to` in all layers, as when a branch of a tree is
  /// accepted.
  void copySlot(int from, int to);

  /// Bytes of a page as [#readPage] leaves them, over all layers, padding included.
  long pageBytes();

  /// Copies a page out of the storage, in the implementation's own layout.
  ///
  /// @param to native memory of at least [#pageBytes] bytes
  void readPage(int page, MemorySegment to);

  /// Copies a page in that [#readPage] of a storage of the same kind and shape has left.
  void writePage(int page, MemorySegment from);

  /// Checks a page id and the memory that a page is copied from or to.
  ///
  /// @throws IllegalArgumentException with the limits
  static void checkTransfer(KvStorage storage, int page, MemorySegment memory) {
    if (page < 0 || page >= storage.pages() || memory.byteSize() < storage.pageBytes()) {
      throw new IllegalArgumentException(
          "page %d of %d, %d bytes of memory for %d"
              .formatted(page, storage.pages(), memory.byteSize(), storage.pageBytes()));
    }
  }

  @Override
  void close();
}
