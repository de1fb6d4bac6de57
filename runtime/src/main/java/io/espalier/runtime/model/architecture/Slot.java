package io.espalier.runtime.model.architecture;

/// The scratch buffers of a pass. Two values that live at the same time need two slots.
enum Slot {
  /// The residual stream.
  RESIDUAL,
  /// A block's normalised input.
  NORMED,
  /// A block's result, before it is added to the residual stream.
  UPDATE,
  /// Merged queries, keys and values.
  QKV,
  /// Attention output of all heads.
  HEADS,
  /// Queries of latent attention before their key projections.
  QUERY,
  /// Narrow queries, or keys and latents, of latent attention.
  NARROW,
  /// One head of latent attention before its key projection, or behind its value projection.
  HEAD_IN,
  /// One head of latent attention in the width of the latents.
  HEAD_OUT,
  /// Gate and up projections.
  GATE_UP,
  /// Inner activations of a feed-forward layer.
  INNER,
  /// Router scores of a mixture.
  ROUTER,
  /// Rows of one expert.
  EXPERT_IN,
  /// Results of one expert.
  EXPERT_OUT,
  /// Result of the experts that every row passes.
  SHARED,
  /// Rows that go on to the output projection.
  CHOSEN,
  /// Logits.
  LOGITS
}
