package io.espalier.runtime.model.architecture;

import io.espalier.kernels.Activation;
import io.espalier.kernels.AttentionShape;
import io.espalier.kernels.Matrix;
import io.espalier.kernels.Rope;
import io.espalier.kernels.StoredTensor;
import io.espalier.runtime.model.ModelFormatException;
import io.espalier.runtime.model.config.Hyperparameters;
import io.espalier.runtime.model.config.ModelConfig;
import io.espalier.runtime.model.config.RopeReader;
import java.util.ArrayList;

/// DeepSeek-V2 (arXiv 2405.04434) and V3 (arXiv 2412.19437): latent attention, and after a few
/// dense layers mixtures of many small experts beside shared ones. V2 routes by softmax, V3 by
/// sigmoids with a bias. V3's layers that predict further tokens are not run.
final class DeepSeek {
  private final ModelConfig config;
  private final Hyperparameters p;
  private final WeightReader weights;
  private final int latentDim;
  private final int plainDim;
  private final int rotaryDim;
  private final int valueDim;

  private DeepSeek(ModelConfig config, WeightReader weights) {
    this.config = config;
    this.weights = weights;
    p = config.parameters();
    latentDim = p.whole("kv_lora_rank", 2, 1 << 16);
    plainDim = p.whole("qk_nope_head_dim", 1, 1 << 16);
    rotaryDim = p.whole("qk_rope_head_dim", 2, 1 << 16);
    valueDim = p.whole("v_head_dim", 1, 1 << 16);
  }

  static Decoder read(ModelConfig config, WeightReader weights) {
    return new DeepSeek(config, weights).read();
  }

  private Decoder read() {
    weights.requireOperation((kernels, none) -> kernels.copyColumns(none, 1, 0, 0, 1, none, 1, 0));
    AttentionShape shape =
        AttentionShape.of(config.queryHeads(), 1, rotaryDim + latentDim).withScale(scale());
    Rope halves = weights.stored(RopeReader.read(config, rotaryDim));
    Rope rope = p.flagOr("rope_interleave", true) ? halves.withInterleavedPairs() : halves;
    Matrix embedding = weights.embedding();
    var layers =
        weights.layers((index, layer) ->
            new PreNormDecoder.Layer(
                weights.rmsNorm(layer + "input_layernorm"),
                attention(layer + "self_attn.", shape, rope),
                weights.rmsNorm(layer + "post_attention_layernorm"),
                dense(index)
                    ? weights.gated(layer + "mlp.", Activation.SILU)
                    : mixture(layer + "mlp.")));
    Norm finalNorm = weights.rmsNorm("model.norm");
    return PreNormDecoder.of(embedding, layers, finalNorm, weights.head(embedding), shape);
  }

  /// `1 / sqrt(plainDim + rotaryDim)`, times YaRN's squared magnitude where all dimensions take it.
  private float scale() {
    Hyperparameters rope =
        p.has("rope_parameters") ? p.section("rope_parameters") : p.section("rope_scaling");
    double magnitude = 1;
    if (!rope.textOr("rope_type", rope.textOr("type", "default")).equals("default")) {
      double mscale = rope.realOr("mscale_all_dim", 0);
      magnitude = mscale == 0 ? 1 : RopeReader.magnitude(rope.positiveOr("factor", 1), mscale);
    }
    return (float) (magnitude * magnitude / Math.sqrt(plainDim + rotaryDim));
  }

  private LatentAttention attention(String prefix, AttentionShape shape, Rope rope) {
    int heads = config.queryHeads();
    int queries = heads * (plainDim + rotaryDim);
    int narrow = p.wholeOr("q_lora_rank", 0, 0, 1 << 16);
    StoredTensor keysValues =
        weights.tensor(prefix + "kv_b_proj.weight", heads * (plainDim + valueDim), latentDim);
    var keys = new ArrayList<Linear>(heads);
    var values = new ArrayList<Linear>(heads);
    for (int head = 0; head < heads; head++) {
      int at = head * (plainDim + valueDim);
      StoredTensor key = Rearranged.rows(keysValues, at, plainDim);
      StoredTensor value = Rearranged.rows(keysValues, at + plainDim, valueDim);
      keys.add(new Linear(weights.pack(Rearranged.transposed(key)), null));
      values.add(new Linear(weights.pack(value), null));
    }
    return new LatentAttention(
        narrow == 0
            ? weights.linear(prefix + "q_proj", config.hiddenSize(), queries)
            : weights.linear(prefix + "q_b_proj", narrow, queries),
        narrow == 0
            ? null
            : new LatentAttention.NarrowQuery(
                weights.linear(prefix + "q_a_proj", config.hiddenSize(), narrow),
                weights.vector(prefix + "q_a_layernorm.weight", narrow)),
        weights.linear(prefix + "kv_a_proj_with_mqa", config.hiddenSize(), latentDim + rotaryDim),
        weights.vector(prefix + "kv_a_layernorm.weight", latentDim),
        keys,
        values,
        weights.linear(prefix + "o_proj", heads * valueDim),
        shape,
        rope,
        config.normEpsilon());
  }

  private boolean dense(int index) {
    return index < p.wholeOr("first_k_dense_replace", 0, 0, 1 << 20)
        || index % p.wholeOr("moe_layer_freq", 1, 1, 1 << 20) != 0;
  }

  private FeedForward mixture(String prefix) {
    int inner = p.whole("moe_intermediate_size", 1, 1 << 20);
    int shared = p.wholeOr("n_shared_experts", 0, 0, 1024);
    FeedForward routed = weights.mixture(prefix, inner, WeightReader.GATED, routing(prefix));
    return shared == 0
        ? routed
        : new FeedForward.WithShared(
            routed,
            weights.gated(
                prefix + "shared_experts.", shared * inner, WeightReader.GATED, Activation.SILU));
  }

  private Routing routing(String prefix) {
    int experts = config.experts();
    boolean normalise = p.flagOr("norm_topk_prob", false);
    float factor = (float) p.positiveOr("routed_scaling_factor", 1);
    int groups = p.wholeOr("n_group", 1, 1, experts);
    int best = p.wholeOr("topk_group", groups, 1, groups);
    if (experts % groups != 0) {
      throw new ModelFormatException(
          p.origin(), experts + " experts do not make " + groups + " groups");
    }
    if (config.architecture().equals("deepseek_v3")) {
      float[] bias = weights.numbers(prefix + "gate.e_score_correction_bias", experts);
      return Routing.groupedSigmoid(bias, normalise, factor, groups, best);
    }
    boolean greedy = p.textOr("topk_method", "greedy").equals("greedy");
    return Routing.groupedSoftmax(
        experts, normalise, factor, greedy ? 1 : groups, greedy ? 1 : best);
  }
}
