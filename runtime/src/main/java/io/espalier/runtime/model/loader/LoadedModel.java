package io.espalier.runtime.model.loader;

import io.espalier.runtime.model.Model;
import io.espalier.runtime.model.ModelDescription;
import io.espalier.runtime.tokenizer.Tokenizer;
import java.util.Optional;
import java.util.Set;

/// A model that is ready to run, with the tokenizer that came with it.
///
/// @param model weights and forward pass
/// @param tokenizer its tokenizer, no wider than its vocabulary
public record LoadedModel(Model model, Tokenizer tokenizer) implements AutoCloseable {

  /// Returns what the model is.
  public ModelDescription description() {
    return model.description();
  }

  /// Returns the model's chat template as Jinja source.
  public Optional<String> chatTemplate() {
    return tokenizer.chatTemplate();
  }

  /// Returns the tokens that end a turn.
  public Set<Integer> endTokens() {
    return tokenizer.endTokens();
  }

  @Override
  public void close() {
    model.close();
  }
}
