package io.espalier.runtime.model.loader;

import io.espalier.runtime.model.gguf.GgufFile;
import io.espalier.runtime.tokenizer.HuggingFaceTokenizerReader;
import io.espalier.runtime.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;

/// Loads the tokenizer of a model without its weights, for models that run elsewhere.
public final class TokenizerLoader {
  private static final String BUNDLED_RESOURCE = "/io/espalier/runtime/model/sapling.gguf";

  private TokenizerLoader() {}

  /// Loads the tokenizer of `sapling`, of a `.gguf` file, or of a Hugging Face folder.
  ///
  /// @throws ModelNotFoundException when there is no such model
  /// @throws IOException when it cannot be read
  public static Tokenizer load(String model) throws IOException {
    if (model.equals(ModelLoader.BUNDLED)) {
      try (InputStream in = TokenizerLoader.class.getResourceAsStream(BUNDLED_RESOURCE)) {
        if (in == null) {
          throw new ModelNotFoundException(model, "the class path lacks " + BUNDLED_RESOURCE);
        }
        return GgufTokenizers.read(
            GgufFile.read(model + ".gguf", MemorySegment.ofArray(in.readAllBytes())));
      }
    }
    Path path = Path.of(model);
    if (Files.isDirectory(path)) {
      return HuggingFaceTokenizerReader.read(path);
    }
    if (!Files.isRegularFile(path)) {
      throw new ModelNotFoundException(model, "there is no file or folder " + path);
    }
    try (Arena arena = Arena.ofShared()) {
      return GgufTokenizers.read(GgufFile.map(path, arena));
    }
  }
}
