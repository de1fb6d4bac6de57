package io.espalier.kernels.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;

/// Off-heap memory, on huge pages where Linux gives them on request: a model's weights are read
/// once a token, which otherwise costs a page walk every four kilobytes.
///
/// Advice must reach the kernel before the first touch, and [Arena#allocate] touches all it gives;
/// so on Linux large pieces come from `mmap` itself. Elsewhere, and if that fails, they come from
/// the arena.
final class Memory {
  private static final long HUGE_PAGE = 2L << 20;
  private static final int READ_WRITE = 3;
  private static final int PRIVATE_ANONYMOUS = 0x22;
  private static final int ADVISE_HUGE_PAGES = 14;

  private Memory() {}

  /// Zeroed memory that lives as long as `arena`, aligned to a cache line at least.
  static MemorySegment allocate(Arena arena, long bytes) {
    boolean linux = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux");
    if (bytes < 2 * HUGE_PAGE || !linux) {
      return arena.allocate(bytes, 64);
    }
    try {
      return map(arena, bytes);
    } catch (Throwable t) {
      throw new OutOfMemoryError("cannot map " + bytes + " bytes: " + t);
    }
  }

  @SuppressWarnings("restricted")
  private static MemorySegment map(Arena arena, long bytes) throws Throwable {
    long size = bytes + HUGE_PAGE;
    MethodHandle mmap =
        function(
            "mmap",
            FunctionDescriptor.of(
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_LONG));
    long address = (long) mmap.invokeExact(0L, size, READ_WRITE, PRIVATE_ANONYMOUS, -1, 0L);
    if (address == -1) {
      throw new IllegalStateException("mmap refused");
    }
    long aligned = (address + HUGE_PAGE - 1) & -HUGE_PAGE;
    MethodHandle madvise =
        function(
            "madvise",
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT));
    // A refusal only costs speed.
    int _ = (int) madvise.invokeExact(aligned, bytes, ADVISE_HUGE_PAGES);
    return MemorySegment.ofAddress(aligned).reinterpret(bytes, arena, _ -> unmap(address, size));
  }

  private static void unmap(long address, long size) {
    MethodHandle munmap =
        function(
            "munmap",
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
    try {
      int _ = (int) munmap.invokeExact(address, size);
    } catch (Throwable t) {
      throw new IllegalStateException("munmap could not be called", t);
    }
  }

  @SuppressWarnings("restricted")
  private static MethodHandle function(String name, FunctionDescriptor descriptor) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor);
  }
}
