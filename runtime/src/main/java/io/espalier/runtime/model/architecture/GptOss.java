package io.espalier.runtime.model.architecture;

import io.espalier.kernels.AttentionShape;
import io.espalier.kernels.Matrix;
import io.espalier.kernels.Rope;
import io.espalier.kernels.StoredTensor;
import io.espalier.runtime.model.config.ModelConfig;
import java.util.Arrays;

/// gpt-oss (OpenAI, arXiv 2508.10925): mixtures of experts with biases and clamped gates, every
/// other layer with a sliding window, and a logit per head that only takes its share of the softmax
/// (attention sinks).
///
/// The experts of a layer lie in one tensor, `[experts, inputs, outputs]`, gate and up outputs
/// alternating; they are turned to `[outputs, inputs]`, gates first.
final class GptOss {
  private static final float SHARPNESS = 1.702f;

  private final ModelConfig config;
  private final WeightReader weights;

  private GptOss(ModelConfig config, WeightReader weights) {
    this.config = config;
    this.weights = weights;
  }

  static Decoder read(ModelConfig config, WeightReader weights) {
    return new GptOss(config, weights).read();
  }

  private Decoder read() {
    weights.requireOperation(
        (kernels, none) -> kernels.clampedGatedActivation(none, 0, 1, SHARPNESS, 1, none));
    AttentionShape shape =
        AttentionShape.of(config.queryHeads(), config.kvHeads(), config.headDim());
    Rope rope = weights.rope();
    Matrix embedding = weights.embedding();
    var layers =
        weights.layers((index, layer) ->
            new PreNormDecoder.Layer(
                weights.rmsNorm(layer + "input_layernorm"),
                new Attention(
                    weights.qkv(layer + "self_attn.", shape),
                    weights.linear(layer + "self_attn.o_proj", shape.queryColumns()),
                    shape
                        .withWindow(config.window(index, at -> at % 2 == 0))
                        .withSinks(weights.vector(layer + "self_attn.sinks", shape.queryHeads())),
                    null,
                    rope),
                weights.rmsNorm(layer + "post_attention_layernorm"),
                mixture(layer + "mlp.")));
    Norm finalNorm = weights.rmsNorm("model.norm");
    return PreNormDecoder.of(embedding, layers, finalNorm, weights.head(embedding), shape);
  }

  private FeedForward mixture(String prefix) {
    int experts = config.experts();
    int inner = config.intermediateSize();
    int hidden = config.hiddenSize();
    float limit = (float) config.parameters().positiveOr("swiglu_limit", 7);
    float[] gateUpBias = weights.numbers(prefix + "experts.gate_up_proj_bias", experts * 2 * inner);
    float[] downBias = weights.numbers(prefix + "experts.down_proj_bias", experts * hidden);
    return weights.mixture(
        weights.linear(prefix + "router", hidden, experts),
        Routing.softmax(experts, true),
        expert ->
            new FeedForward.ClampedGated(
                new Linear(
                    weights.pack(
                        Rearranged.evenRowsFirst(
                            turned(prefix + "experts.gate_up_proj", expert, hidden, 2 * inner))),
                    weights.upload(Rearranged.evenFirst(part(gateUpBias, expert, 2 * inner)))),
                new Linear(
                    weights.pack(turned(prefix + "experts.down_proj", expert, inner, hidden)),
                    weights.upload(part(downBias, expert, hidden))),
                SHARPNESS,
                limit));
  }

  private StoredTensor turned(String name, int expert, int inputs, int outputs) {
    return Rearranged.transposed(weights.tensorOf(name, expert, config.experts(), inputs, outputs));
  }

  private static float[] part(float[] values, int expert, int length) {
    return Arrays.copyOfRange(values, expert * length, (expert + 1) * length);
  }
}
