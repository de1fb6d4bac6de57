package io.espalier.kernels.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Set;
import jcuda.driver.CUfunction;
import jcuda.driver.CUstream;
import org.jspecify.annotations.Nullable;

/// Launches of kernels that may begin before the kernel ahead of them has ended ("programmatic
/// dependent launch"), through `cuLaunchKernelEx`, which JCuda lacks.
///
/// Such a kernel fetches its weights and sets itself up, then waits (`awaitEarlier` in
/// `hopper.cuh`), which hides most of the microseconds between two kernels.
final class EarlyLaunch {
  /// `CUlaunchConfig`: grid and block (six ints), shared bytes, stream, attributes, their count.
  private static final int CONFIG_BYTES = 56;

  /// `CUlaunchAttribute`: an id and, from byte 8, its value.
  private static final int ATTRIBUTE_BYTES = 72;

  private static final int PROGRAMMATIC_STREAM_SERIALIZATION = 6;

  /// Kernels that wait; every one that is launched early must be among them.
  private static final Set<String> WAITING =
      Set.of(
          "rms_norm",
          "rms_norm_short",
          "gated_activation",
          "add",
          "scale",
          "tile_rows",
          "rope_append_f32",
          "rope_append_f16");

  /// A function whose address can be read.
  static final class Function extends CUfunction {
    long address() {
      return getNativePointer();
    }
  }

  /// A stream whose address can be read.
  static final class Stream extends CUstream {
    long address() {
      return getNativePointer();
    }
  }

  private final MethodHandle call;
  private final MemorySegment config;

  private EarlyLaunch(MethodHandle call, Stream stream) {
    this.call = call;
    Arena arena = Arena.ofAuto();
    config = arena.allocate(CONFIG_BYTES, 8);
    MemorySegment attribute = arena.allocate(ATTRIBUTE_BYTES, 8);
    attribute.set(JAVA_INT, 0, PROGRAMMATIC_STREAM_SERIALIZATION);
    attribute.set(JAVA_INT, 8, 1);
    config.set(JAVA_INT, 16, 1); // block y and z
    config.set(JAVA_INT, 20, 1);
    config.set(JAVA_LONG, 32, stream.address());
    config.set(ADDRESS, 40, attribute);
    config.set(JAVA_INT, 48, 1);
  }

  /// Launches into that stream, or null if the driver has no such call.
  @SuppressWarnings("restricted")
  static @Nullable EarlyLaunch into(Stream stream) {
    return SymbolLookup.libraryLookup("libcuda.so.1", Arena.global())
        .find("cuLaunchKernelEx")
        .map(symbol ->
            new EarlyLaunch(
                Linker.nativeLinker()
                    .downcallHandle(
                        symbol,
                        FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS)),
                stream))
        .orElse(null);
  }

  /// Whether a kernel may be launched early.
  static boolean allows(String kernel) {
    return WAITING.contains(kernel)
        || kernel.startsWith("attend_row_")
        || kernel.startsWith("gated_")
        || (kernel.startsWith("panels_") && !kernel.startsWith("panels_256"));
  }

  /// Launches a kernel of one-dimensional blocks.
  ///
  /// @param parameters array of pointers to the kernel's parameters
  /// @return the driver's status
  int launch(
      long function,
      int gridX,
      int gridY,
      int gridZ,
      int threads,
      int sharedBytes,
      MemorySegment parameters) {
    config.set(JAVA_INT, 0, gridX);
    config.set(JAVA_INT, 4, gridY);
    config.set(JAVA_INT, 8, gridZ);
    config.set(JAVA_INT, 12, threads);
    config.set(JAVA_INT, 24, sharedBytes);
    try {
      return (int) call.invokeExact(config, function, parameters, MemorySegment.NULL);
    } catch (Throwable e) {
      throw new IllegalStateException("cuLaunchKernelEx takes a configuration", e);
    }
  }
}
