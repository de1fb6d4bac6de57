package io.espalier.runtime.model.weights;

import java.util.Optional;

/// The tensors of one model under the names that Hugging Face gives them
/// (`model.layers.0.self_attn.q_proj.weight`), whatever the file.
public interface WeightSource {

  /// Returns the tensor of that name.
  Optional<FileTensor> find(String name);

  /// Returns the bytes of all tensors, for progress.
  long bytes();

  /// Returns the file or folder, for messages.
  String origin();

  /// Returns whether query and key rows are stored in the order of interleaved rotary pairs
  /// (`x[2i], x[2i+1]`) where the model's paper rotates halves (`x[i], x[i + dim/2]`).
  ///
  /// Converters to GGUF reorder the rows of the Llama family that way.
  boolean interleavedRotary();

  /// Returns whether norm weights that Hugging Face stores less one are stored whole, as converters
  /// to GGUF do.
  boolean foldedNorms();
}
