package io.espalier.runtime.model.safetensors;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.espalier.runtime.model.ModelFormatException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/// A safetensors header: read, or refused by name.
class SafetensorsFuzzTest {
  static Stream<byte[]> seeds() {
    byte[] header =
        """
        {"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},
         "b":{"dtype":"BF16","shape":[3],"data_offsets":[16,22]}}\
        """
            .getBytes(UTF_8);
    var file = ByteBuffer.allocate(8 + header.length + 22).order(ByteOrder.LITTLE_ENDIAN);
    return Stream.of(file.putLong(header.length).put(header).array());
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "60s")
  void readsOrRefuses(byte @NotNull [] bytes) {
    try {
      var file = SafetensorsFile.read("fuzz.safetensors", MemorySegment.ofArray(bytes));
      file.tensors().values().forEach(tensor -> tensor.data().toArray(ValueLayout.JAVA_BYTE));
    } catch (ModelFormatException _) {
      // Refused.
    }
  }
}
