package io.espalier.cache.host;

import java.lang.foreign.MemorySegment;

/// The bytes of a model's pages. Confined to the scheduler thread.
public interface PageAccess {

  /// Bytes of a page over all layers, keys and values.
  long pageBytes();

  /// Copies a page out.
  ///
  /// @param to [#pageBytes] bytes of native or mapped memory
  void readPage(int page, MemorySegment to);

  /// Copies a page in, as [#readPage] left it.
  void writePage(int page, MemorySegment from);
}
