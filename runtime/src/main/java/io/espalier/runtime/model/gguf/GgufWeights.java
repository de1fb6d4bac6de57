package io.espalier.runtime.model.gguf;

import io.espalier.runtime.model.weights.FileTensor;
import io.espalier.runtime.model.weights.WeightSource;
import java.util.Map;
import java.util.Optional;

/// The tensors of a GGUF file under Hugging Face's names ([ggml's
/// names](https://github.com/ggml-org/ggml/blob/master/docs/gguf.md#standardized-tensor-names)).
public final class GgufWeights implements WeightSource {
  private static final String LAYER = "model.layers.";
  private static final Map<String, String> OUTER =
      Map.of(
          "model.embed_tokens", "token_embd",
          "model.norm", "output_norm",
          "lm_head", "output");
  private static final Map<String, String> INNER =
      Map.ofEntries(
          Map.entry("input_layernorm", "attn_norm"),
          Map.entry("self_attn.q_proj", "attn_q"),
          Map.entry("self_attn.k_proj", "attn_k"),
          Map.entry("self_attn.v_proj", "attn_v"),
          Map.entry("self_attn.qkv_proj", "attn_qkv"),
          Map.entry("self_attn.o_proj", "attn_output"),
          Map.entry("self_attn.q_norm", "attn_q_norm"),
          Map.entry("self_attn.k_norm", "attn_k_norm"),
          Map.entry("mlp.gate_proj", "ffn_gate"),
          Map.entry("mlp.up_proj", "ffn_up"),
          Map.entry("mlp.gate_up_proj", "ffn_up"),
          Map.entry("mlp.down_proj", "ffn_down"),
          Map.entry("pre_feedforward_layernorm", "ffn_norm"),
          Map.entry("post_feedforward_layernorm", "post_ffw_norm"));

  private final GgufFile file;
  private final String architecture;

  /// Wraps a file.
  public GgufWeights(GgufFile file) {
    this.file = file;
    this.architecture = file.text("general.architecture");
  }

  @Override
  public Optional<FileTensor> find(String name) {
    return Optional.ofNullable(file.tensors().get(ggmlName(name)));
  }

  private String ggmlName(String name) {
    int dot = name.lastIndexOf('.');
    if (dot < 0) {
      return name;
    }
    String stem = name.substring(0, dot);
    String kind = name.substring(dot);
    if (!stem.startsWith(LAYER)) {
      return OUTER.getOrDefault(stem, stem) + kind;
    }
    int end = stem.indexOf('.', LAYER.length());
    if (end < 0) {
      return name;
    }
    String part = stem.substring(end + 1);
    return "blk." + stem.substring(LAYER.length(), end) + "." + innerName(part) + kind;
  }

  /// With norms on both sides of a block, the norm after attention has a name of its own; with one,
  /// it is what stands before the feed-forward layer.
  private String innerName(String part) {
    if (part.equals("post_attention_layernorm")) {
      return hasPostNorms() ? "post_attention_norm" : "ffn_norm";
    }
    return INNER.getOrDefault(part, part);
  }

  private boolean hasPostNorms() {
    return architecture.startsWith("gemma") || architecture.equals("olmo2");
  }

  @Override
  public long bytes() {
    return file.tensors().values().stream().mapToLong(tensor -> tensor.data().byteSize()).sum();
  }

  @Override
  public String origin() {
    return file.name();
  }

  @Override
  public boolean foldedNorms() {
    return true;
  }

  @Override
  public boolean interleavedRotary() {
    return architecture.equals("llama");
  }
}
