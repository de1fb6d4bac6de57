package io.espalier.runtime.model.config;

import io.espalier.runtime.model.ModelFormatException;
import java.util.function.IntPredicate;

/// The sizes that every decoder has; what only some have is read from [#parameters] by the
/// architecture that knows it.
///
/// @param architecture `llama`, `qwen3`, …: `model_type` of `config.json`
/// @param vocabularySize rows of the embedding
/// @param contextLength most positions
/// @param hiddenSize width of the residual stream
/// @param layers decoder layers
/// @param queryHeads attention heads
/// @param kvHeads key-value heads, dividing `queryHeads`
/// @param headDim values per head
/// @param intermediateSize inner width of the feed-forward layers
/// @param normEpsilon epsilon of the norms
/// @param tiedEmbeddings whether the output projection is the embedding
/// @param roundedFrequencies whether rotary frequencies are rounded to bfloat16, as in a reference
///   that converted the whole model, buffers included; otherwise they are float32
/// @param parameters everything the configuration says
public record ModelConfig(
    String architecture,
    int vocabularySize,
    int contextLength,
    int hiddenSize,
    int layers,
    int queryHeads,
    int kvHeads,
    int headDim,
    int intermediateSize,
    float normEpsilon,
    boolean tiedEmbeddings,
    boolean roundedFrequencies,
    Hyperparameters parameters) {
  private static final int MOST_VOCABULARY = 1 << 21;
  private static final int MOST_CONTEXT = 1 << 26;
  private static final int MOST_WIDTH = 1 << 18;
  private static final int MOST_LAYERS = 1024;
  private static final int MOST_HEADS = 4096;
  private static final int MOST_EXPERTS = 4096;

  /// Checks that heads divide.
  public ModelConfig {
    if (queryHeads % kvHeads != 0) {
      throw new ModelFormatException(
          parameters.origin(),
          queryHeads + " attention heads are not a multiple of " + kvHeads + " key-value heads");
    }
  }

  /// Reads the sizes, with limits on each.
  ///
  /// @throws ModelFormatException when a size is missing or out of range
  public static ModelConfig read(Hyperparameters p) {
    int hiddenSize = p.whole("hidden_size", 1, MOST_WIDTH);
    int queryHeads = p.whole("num_attention_heads", 1, MOST_HEADS);
    int headDim = p.wholeOr("head_dim", hiddenSize / queryHeads, 2, MOST_WIDTH);
    if (headDim < 2 || headDim % 2 != 0) {
      throw new ModelFormatException(
          p.origin(), "'head_dim' is " + headDim + "; an even number from 2 is needed");
    }
    return new ModelConfig(
        p.textOr("model_type", ""),
        p.whole("vocab_size", 1, MOST_VOCABULARY),
        p.wholeOr("max_position_embeddings", 2048, 1, MOST_CONTEXT),
        hiddenSize,
        p.whole("num_hidden_layers", 1, MOST_LAYERS),
        queryHeads,
        p.wholeOr("num_key_value_heads", queryHeads, 1, MOST_HEADS),
        headDim,
        p.whole("intermediate_size", 1, MOST_WIDTH * 8),
        (float) normEpsilon(p),
        p.flagOr("tie_word_embeddings", false),
        false,
        p);
  }

  /// Returns the same configuration with rotary frequencies rounded to bfloat16.
  public ModelConfig withRoundedFrequencies() {
    return new ModelConfig(
        architecture,
        vocabularySize,
        contextLength,
        hiddenSize,
        layers,
        queryHeads,
        kvHeads,
        headDim,
        intermediateSize,
        normEpsilon,
        tiedEmbeddings,
        true,
        parameters);
  }

  private static double normEpsilon(Hyperparameters p) {
    for (String key : new String[] {"rms_norm_eps", "layer_norm_eps", "norm_epsilon"}) {
      if (p.has(key)) {
        return p.positiveOr(key, 1);
      }
    }
    return 1e-6;
  }

  /// Returns how many experts a mixture has.
  ///
  /// @throws ModelFormatException when the configuration does not say it, or says more than 4096
  public int experts() {
    for (String key : new String[] {"num_local_experts", "n_routed_experts"}) {
      if (parameters.has(key)) {
        return parameters.whole(key, 1, MOST_EXPERTS);
      }
    }
    return parameters.whole("num_experts", 1, MOST_EXPERTS);
  }

  /// Returns the sliding window of a layer in tokens, 0 for full attention.
  ///
  /// `layer_types` decides where it is given; otherwise `slides` does.
  public int window(int layer, IntPredicate slides) {
    int window = parameters.wholeOr("sliding_window", 0, 0, MOST_CONTEXT);
    var types = parameters.texts("layer_types");
    boolean sliding =
        layer < types.size() ? types.get(layer).equals("sliding_attention") : slides.test(layer);
    return sliding ? window : 0;
  }

  /// Qwen's rule where `layer_types` is absent: layers from `max_window_layers` on slide, if
  /// `use_sliding_window` says so.
  public int qwenWindow(int layer) {
    boolean used = parameters.flagOr("use_sliding_window", false);
    int first = parameters.wholeOr("max_window_layers", layers, 0, Integer.MAX_VALUE);
    return window(layer, at -> used && at >= first);
  }
}
