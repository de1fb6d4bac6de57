package io.espalier.runtime.model.gguf;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.espalier.runtime.model.ModelFormatException;
import io.espalier.runtime.model.loader.GgufFuzzTarget;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/// A GGUF file's header, then its sizes and its tokenizer: read, or refused by name.
class GgufFuzzTest {
  static Stream<byte[]> seeds() {
    return Stream.of(
        new GgufBytes()
            .text("general.architecture", "llama")
            .whole("llama.block_count", 1)
            .whole("llama.embedding_length", 4)
            .whole("llama.feed_forward_length", 8)
            .whole("llama.attention.head_count", 2)
            .real("llama.rope.freq_base", 500000f)
            .text("llama.rope.scaling.type", "yarn")
            .real("llama.rope.scaling.factor", 4)
            .text("tokenizer.ggml.model", "llama")
            .texts("tokenizer.ggml.tokens", List.of("<unk>", "<s>", "</s>", "<0x0A>", "▁a", "b"))
            .wholes("tokenizer.ggml.token_type", 2, 3, 3, 6, 1, 1)
            .whole("tokenizer.ggml.bos_token_id", 1)
            .flag("tokenizer.ggml.add_bos_token", true)
            .tensor("token_embd.weight", 0, new byte[96], 6, 4)
            .bytes(),
        new GgufBytes()
            .text("general.architecture", "qwen2")
            .text("tokenizer.ggml.model", "gpt2")
            .text("tokenizer.ggml.pre", "qwen2")
            .texts("tokenizer.ggml.tokens", List.of("a", "b", "ab"))
            .texts("tokenizer.ggml.merges", List.of("a b"))
            .tensor("token_embd.weight", 8, new byte[68], 2, 32)
            .bytes());
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "60s")
  void readsOrRefuses(byte @NotNull [] bytes) {
    try {
      var file = GgufFile.read("fuzz.gguf", MemorySegment.ofArray(bytes));
      file.tensors().values().forEach(tensor -> tensor.data().toArray(ValueLayout.JAVA_BYTE));
      GgufFuzzTarget.read(file);
    } catch (ModelFormatException _) {
      // Refused.
    }
  }
}
