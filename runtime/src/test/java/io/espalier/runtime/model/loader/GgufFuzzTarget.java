package io.espalier.runtime.model.loader;

import io.espalier.runtime.model.ModelFormatException;
import io.espalier.runtime.model.gguf.GgufFile;
import io.espalier.runtime.tokenizer.TokenizerException;

/// What the loader makes of a GGUF file besides its weights.
public final class GgufFuzzTarget {
  private GgufFuzzTarget() {}

  /// Reads sizes and tokenizer; either may be refused.
  public static void read(GgufFile file) {
    try {
      GgufModel.of(file);
    } catch (ModelFormatException _) {
      // The tokenizer may be right all the same.
    }
    try {
      GgufTokenizers.read(file).encode("a b\n");
    } catch (TokenizerException _) {
      // Refused.
    }
  }
}
