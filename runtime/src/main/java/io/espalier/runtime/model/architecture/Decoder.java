package io.espalier.runtime.model.architecture;

import io.espalier.kernels.AttentionShape;
import io.espalier.kernels.Buffer;

/// A decoder architecture with its weights. Immutable but for the scratch memory of the pass.
interface Decoder {

  /// Runs the layers.
  ///
  /// Every row's keys and values are stored; only the rows that want logits need reach the end.
  ///
  /// @return `float32[pass.rows, hiddenSize]`, normalised for the output projection
  Buffer forward(Pass pass);

  /// Returns the projection to the vocabulary.
  Head head();

  /// Returns the shape whose key-value heads the pages hold, the same in all layers.
  AttentionShape attentionShape();
}
