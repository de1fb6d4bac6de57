package io.espalier.runtime.model.architecture;

/// The projection from hidden states to logits.
///
/// @param linear `[vocabularySize, hiddenSize]`
/// @param scale factor of the logits, 1 for none
/// @param softcap logits become `softcap · tanh(logit / softcap)`; 0 for none
record Head(Linear linear, float scale, float softcap) {

  static Head of(Linear linear) {
    return new Head(linear, 1, 0);
  }
}
