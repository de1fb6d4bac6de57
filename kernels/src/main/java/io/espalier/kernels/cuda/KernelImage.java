package io.espalier.kernels.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// The compiled kernels for a device: machine code where the build made it for that device, else
/// PTX that the driver compiles when it is loaded (about a second, kept by the driver).
///
/// @param kind for people
/// @param hopper whether it is machine code for Hopper, with the kernels that only Hopper has
/// @param bytes ends with a zero, as the driver wants of PTX
@SuppressWarnings("ArrayRecordComponent")
record KernelImage(String kind, boolean hopper, byte[] bytes) {
  /// Least compute capability, ten times: bfloat16 matrix instructions and asynchronous copies.
  static final int LEAST_CAPABILITY = 80;

  static KernelImage of(int capability) {
    try {
      byte[] cubin = capability == 90 ? resource("espalier.sm_90a.cubin.gz") : null;
      if (cubin != null) {
        return new KernelImage("cubin sm_90a", true, cubin);
      }
      byte[] ptx = resource("espalier.ptx.gz");
      if (ptx == null) {
        throw new IllegalStateException("espalier.ptx.gz is missing beside " + KernelImage.class);
      }
      return new KernelImage("PTX compute_80, compiled by the driver", false, ptx);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte @Nullable [] resource(String name) throws IOException {
    try (InputStream packed = KernelImage.class.getResourceAsStream(name)) {
      if (packed == null) {
        return null;
      }
      byte[] bytes = new GZIPInputStream(packed).readAllBytes();
      return Arrays.copyOf(bytes, bytes.length + 1);
    }
  }
}
