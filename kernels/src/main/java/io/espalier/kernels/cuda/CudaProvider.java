package io.espalier.kernels.cuda;

import io.espalier.kernels.Kernels;
import io.espalier.kernels.KernelsProvider;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/// Offers [CudaKernels] where an NVIDIA driver and a supported card are there.
///
/// The system property `espalier.cuda.precision` chooses `rounded` (default) or `exact` products.
/// Where there is no driver the question costs a look at two device files.
public final class CudaProvider implements KernelsProvider {
  private static final String LIBRARY = "libcuda.so.1";

  /// For the service loader.
  public CudaProvider() {}

  @Override
  public String name() {
    return "cuda";
  }

  /// Above the CPU's: whoever has a supported card gets it unasked.
  @Override
  public int preference() {
    return 20;
  }

  @Override
  public Optional<String> obstacle() {
    String system = System.getProperty("os.name", "") + " " + System.getProperty("os.arch", "");
    if (!system.equals("Linux amd64")) {
      return Optional.of("needs Linux on x86-64, this is " + system);
    }
    if (!deviceFile() && !onLibraryPath()) {
      return Optional.of("no NVIDIA driver (neither /dev/nvidiactl nor /dev/dxg is there)");
    }
    if (!driverLibrary()) {
      return Optional.of("no NVIDIA driver (libcuda.so.1 was not found)");
    }
    try {
      return CudaObstacle.find();
    } catch (LinkageError e) {
      return Optional.of(
          "JCuda's native library could not be loaded from "
              + System.getProperty("java.io.tmpdir")
              + " (must allow execution): "
              + e.getMessage());
    }
  }

  private static boolean deviceFile() {
    return Files.exists(Path.of("/dev/nvidiactl")) || Files.exists(Path.of("/dev/dxg"));
  }

  private static boolean onLibraryPath() {
    String path = System.getenv().getOrDefault("LD_LIBRARY_PATH", "");
    for (String folder : path.split(":", -1)) {
      if (!folder.isEmpty() && Files.exists(Path.of(folder, LIBRARY))) {
        return true;
      }
    }
    return false;
  }

  @SuppressWarnings("restricted") // the name is fixed; the library is the driver's
  private static boolean driverLibrary() {
    try (Arena arena = Arena.ofConfined()) {
      SymbolLookup.libraryLookup(LIBRARY, arena);
      return true;
    } catch (IllegalArgumentException | IllegalCallerException _) {
      return false;
    }
  }

  @Override
  public Kernels open(int threads) {
    return new CudaKernels(0, precision());
  }

  private static Precision precision() {
    String text = System.getProperty("espalier.cuda.precision", "rounded");
    return switch (text) {
      case "rounded" -> Precision.ROUNDED;
      case "exact" -> Precision.EXACT;
      default ->
          throw new IllegalArgumentException(
              "espalier.cuda.precision is rounded or exact, not " + text.toLowerCase(Locale.ROOT));
    };
  }
}
