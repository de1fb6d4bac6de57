package io.espalier.cache.host;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Pages that hold one number each, at every eight bytes.
final class NumberedPages implements PageAccess {
  static final long BYTES = 64;

  private final long[] numbers;

  NumberedPages(int pages) {
    numbers = new long[pages];
  }

  void set(int page, long number) {
    numbers[page] = number;
  }

  long get(int page) {
    return numbers[page];
  }

  @Override
  public long pageBytes() {
    return BYTES;
  }

  @Override
  public void readPage(int page, MemorySegment to) {
    for (long at = 0; at < BYTES; at += Long.BYTES) {
      to.set(ValueLayout.JAVA_LONG, at, numbers[page]);
    }
  }

  @Override
  public void writePage(int page, MemorySegment from) {
    numbers[page] = from.get(ValueLayout.JAVA_LONG, 0);
    for (long at = 0; at < BYTES; at += Long.BYTES) {
      if (from.get(ValueLayout.JAVA_LONG, at) != numbers[page]) {
        throw new IllegalStateException("the page is mixed up");
      }
    }
  }
}
