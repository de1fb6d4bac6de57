package io.espalier.runtime.model.loader;

/// A model name or path under which there is nothing that could be loaded.
public final class ModelNotFoundException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// What a model can be given as, for messages.
  public static final String ACCEPTED =
      "accepted are 'sapling' (bundled), 'simulated', 'simulated:SEED', a .gguf file, or a Hugging"
          + " Face folder with config.json, tokenizer.json and .safetensors weights";

  private final String model;

  ModelNotFoundException(String model, String tried) {
    super("no model '" + model + "': " + tried + "; " + ACCEPTED);
    this.model = model;
  }

  /// Returns the name or path that was asked for.
  public String model() {
    return model;
  }
}
