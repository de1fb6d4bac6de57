package io.espalier.runtime.model.loader;

import io.espalier.kernels.Rope;
import io.espalier.runtime.model.gguf.GgufBytes;
import io.espalier.runtime.model.golden.GoldenFolders;
import io.espalier.runtime.model.safetensors.SafetensorsFolder;
import io.espalier.runtime.model.weights.FileTensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// Tiny reference models as a converter to GGUF writes them: Llama's query and key rows in
/// interleaved order and its scaled rotation as frequency factors; Qwen's rows as they are.
final class GoldenGguf {
  private static final int BF16 = 30;
  private static final int HEAD_DIM = 16;

  private final int vocabularySize;
  private final SafetensorsFolder source;
  private final GgufBytes out = new GgufBytes();

  private GoldenGguf(String name, int vocabularySize, Arena arena) throws IOException {
    this.vocabularySize = vocabularySize;
    source = SafetensorsFolder.map(GoldenFolders.of(name), arena);
  }

  static GgufBytes llama() throws IOException {
    return llama(512);
  }

  /// The Llama, whose logits are 512 wide, with a tokenizer of so many tokens.
  static GgufBytes llama(int tokens) throws IOException {
    try (var arena = Arena.ofConfined()) {
      return new GoldenGguf("llama", tokens, arena).writeLlama();
    }
  }

  static GgufBytes qwen3() throws IOException {
    try (var arena = Arena.ofConfined()) {
      return new GoldenGguf("qwen3", 512, arena).writeQwen3();
    }
  }

  private GgufBytes writeQwen3() {
    out.text("general.architecture", "qwen3")
        .whole("qwen3.context_length", 2048)
        .whole("qwen3.embedding_length", 64)
        .whole("qwen3.block_count", 2)
        .whole("qwen3.feed_forward_length", 128)
        .whole("qwen3.attention.head_count", 4)
        .whole("qwen3.attention.head_count_kv", 2)
        .whole("qwen3.attention.key_length", 32)
        .whole("qwen3.attention.value_length", 32)
        .real("qwen3.rope.freq_base", 10_000)
        .real("qwen3.attention.layer_norm_rms_epsilon", 1e-6f);
    tokenizer();
    copy("model.embed_tokens", "token_embd");
    copy("model.norm", "output_norm");
    for (int i = 0; i < 2; i++) {
      String from = "model.layers." + i + ".";
      String to = "blk." + i + ".";
      copyLayer(from, to);
      copy(from + "self_attn.q_proj", to + "attn_q");
      copy(from + "self_attn.k_proj", to + "attn_k");
      copy(from + "self_attn.q_norm", to + "attn_q_norm");
      copy(from + "self_attn.k_norm", to + "attn_k_norm");
    }
    return out;
  }

  private void copyLayer(String from, String to) {
    copy(from + "input_layernorm", to + "attn_norm");
    copy(from + "post_attention_layernorm", to + "ffn_norm");
    copy(from + "self_attn.v_proj", to + "attn_v");
    copy(from + "self_attn.o_proj", to + "attn_output");
    copy(from + "mlp.gate_proj", to + "ffn_gate");
    copy(from + "mlp.up_proj", to + "ffn_up");
    copy(from + "mlp.down_proj", to + "ffn_down");
  }

  private GgufBytes writeLlama() {
    out.text("general.architecture", "llama")
        .whole("llama.context_length", 2048)
        .whole("llama.embedding_length", 64)
        .whole("llama.block_count", 2)
        .whole("llama.feed_forward_length", 128)
        .whole("llama.attention.head_count", 4)
        .whole("llama.attention.head_count_kv", 2)
        .whole("llama.rope.dimension_count", HEAD_DIM)
        .real("llama.rope.freq_base", 500_000)
        .real("llama.attention.layer_norm_rms_epsilon", 1e-6f);
    tokenizer();
    copy("model.embed_tokens", "token_embd");
    copy("model.norm", "output_norm");
    copy("lm_head", "output");
    for (int i = 0; i < 2; i++) {
      String from = "model.layers." + i + ".";
      String to = "blk." + i + ".";
      copyLayer(from, to);
      interleaved(from + "self_attn.q_proj", to + "attn_q");
      interleaved(from + "self_attn.k_proj", to + "attn_k");
    }
    var plain = Rope.standard(HEAD_DIM, 500_000);
    var scaled = Rope.llama3(HEAD_DIM, 500_000, 8, 1, 4, 64);
    var factors = ByteBuffer.allocate(4 * plain.pairs()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < plain.pairs(); i++) {
      factors.putFloat(plain.inverseFrequency(i) / scaled.inverseFrequency(i));
    }
    return out.tensor("rope_freqs.weight", 0, factors.array(), plain.pairs());
  }

  /// Two control tokens, then one token for each byte, then fillers, in the spelling of byte-level
  /// BPE where printable ASCII stands for itself.
  private void tokenizer() {
    var tokens = new ArrayList<String>(List.of("<s>", "</s>"));
    for (char c = 33; c < 127; c++) {
      tokens.add(String.valueOf(c));
    }
    for (char c = 161; c < 256; c++) {
      if (c != 173) {
        tokens.add(String.valueOf(c));
      }
    }
    for (char c = 256; c < 324; c++) {
      tokens.add(String.valueOf(c));
    }
    tokens.add("ab");
    while (tokens.size() < vocabularySize) {
      tokens.add("<filler" + tokens.size() + ">");
    }
    int[] types = new int[vocabularySize];
    for (int i = 0; i < vocabularySize; i++) {
      types[i] = i < 2 ? 3 : i < 259 ? 1 : 5;
    }
    out.text("tokenizer.ggml.model", "gpt2")
        .text("tokenizer.ggml.pre", "llama-bpe")
        .texts("tokenizer.ggml.tokens", tokens)
        .texts("tokenizer.ggml.merges", List.of("a b"))
        .wholes("tokenizer.ggml.token_type", types)
        .whole("tokenizer.ggml.bos_token_id", 0)
        .whole("tokenizer.ggml.eos_token_id", 1)
        .text("tokenizer.chat_template", "{{ messages[0].content }}");
  }

  private void copy(String from, String to) {
    FileTensor tensor = source.find(from + ".weight").orElseThrow();
    write(to, tensor, tensor.data().toArray(ValueLayout.JAVA_BYTE));
  }

  /// Row 2i + j of a head is Hugging Face's row i + j · half.
  private void interleaved(String from, String to) {
    FileTensor tensor = source.find(from + ".weight").orElseThrow();
    byte[] rows = tensor.data().toArray(ValueLayout.JAVA_BYTE);
    byte[] mixed = new byte[rows.length];
    int rowBytes = (int) tensor.extent(1) * 2;
    for (int row = 0; row < tensor.extent(0); row++) {
      int inHead = row % HEAD_DIM;
      int stored = row - inHead + inHead / 2 + inHead % 2 * (HEAD_DIM / 2);
      System.arraycopy(rows, stored * rowBytes, mixed, row * rowBytes, rowBytes);
    }
    write(to, tensor, mixed);
  }

  private void write(String name, FileTensor tensor, byte[] bytes) {
    long[] shape = tensor.shape().stream().mapToLong(Long::longValue).toArray();
    out.tensor(name + ".weight", BF16, bytes, shape);
  }
}
