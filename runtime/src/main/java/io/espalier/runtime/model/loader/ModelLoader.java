package io.espalier.runtime.model.loader;

import io.espalier.runtime.model.Model;
import io.espalier.runtime.model.ModelFormatException;
import io.espalier.runtime.model.gguf.GgufFile;
import io.espalier.runtime.model.weights.WeightSource;
import io.espalier.runtime.tokenizer.HuggingFaceTokenizerReader;
import io.espalier.runtime.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;

/// Loads models: the bundled one by name, others by path.
///
/// The files are mapped only while loading: what runs is the packed copy.
public final class ModelLoader {
  /// The name of the bundled model.
  public static final String BUNDLED = "sapling";

  private static final String BUNDLED_RESOURCE = "/io/espalier/runtime/model/sapling.gguf";

  private final LoadOptions options;
  private final LoadListener listener;

  /// Loads with options, telling a listener how far it is.
  public ModelLoader(LoadOptions options, LoadListener listener) {
    this.options = options;
    this.listener = listener;
  }

  /// Loads `sapling`, a `.gguf` file, a folder with one, or a Hugging Face folder.
  ///
  /// @throws ModelNotFoundException when there is no such model
  /// @throws ModelFormatException when its files cannot be used as they are
  public LoadedModel load(String model) throws IOException {
    if (model.equals(BUNDLED)) {
      URL resource = ModelLoader.class.getResource(BUNDLED_RESOURCE);
      if (resource == null) {
        throw new ModelNotFoundException(
            model, "the class path lacks " + BUNDLED_RESOURCE.substring(1));
      }
      return loadResource(model, resource);
    }
    Path path;
    try {
      path = Path.of(model);
    } catch (InvalidPathException e) {
      throw new ModelNotFoundException(model, "the path is malformed: " + e.getReason());
    }
    return load(path);
  }

  /// Loads a `.gguf` file, a folder with one, or a Hugging Face folder.
  ///
  /// @throws ModelNotFoundException when there is no such model
  /// @throws ModelFormatException when its files cannot be used as they are
  public LoadedModel load(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      return Files.isRegularFile(path.resolve("config.json"))
          ? loadHuggingFace(path)
          : loadGguf(onlyGguf(path));
    }
    if (Files.isRegularFile(path)) {
      if (path.toString().endsWith(".safetensors")) {
        throw new ModelNotFoundException(
            path.toString(), "it is a weight file by itself; give the folder that holds it");
      }
      return loadGguf(path);
    }
    throw new ModelNotFoundException(
        path.toString(), "there is no file or folder " + path.toAbsolutePath().normalize());
  }

  /// Loads a GGUF resource: mapped where it is a file, read into memory where it is in an archive.
  LoadedModel loadResource(String name, URL resource) throws IOException {
    if (resource.getProtocol().equals("file")) {
      try (var arena = Arena.ofShared()) {
        return load(name, GgufFile.map(Path.of(uri(resource)), arena));
      }
    }
    try (InputStream in = resource.openStream();
        var arena = Arena.ofShared()) {
      byte[] bytes = in.readAllBytes();
      MemorySegment copy = arena.allocate(bytes.length, 64);
      MemorySegment.copy(bytes, 0, copy, ValueLayout.JAVA_BYTE, 0, bytes.length);
      return load(name, GgufFile.read(name + ".gguf", copy));
    }
  }

  private static URI uri(URL resource) {
    try {
      return resource.toURI();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("a resource without a URI: " + resource, e);
    }
  }

  private static Path onlyGguf(Path folder) throws IOException {
    List<Path> files;
    try (var entries = Files.list(folder)) {
      files = entries.filter(file -> file.toString().endsWith(".gguf")).sorted().toList();
    }
    if (files.size() == 1) {
      return files.getFirst();
    }
    throw new ModelNotFoundException(
        folder.toString(),
        files.isEmpty()
            ? "the folder has neither config.json nor a .gguf file"
            : "the folder has " + files.size() + " .gguf files; name one of them");
  }

  private LoadedModel loadGguf(Path file) throws IOException {
    String name = file.getFileName().toString();
    try (var arena = Arena.ofShared()) {
      return load(
          name.endsWith(".gguf") ? name.substring(0, name.length() - 5) : name,
          GgufFile.map(file, arena));
    }
  }

  private LoadedModel load(String name, GgufFile file) {
    var gguf = GgufModel.of(file);
    Tokenizer tokenizer = GgufTokenizers.read(file);
    requireFit(file.name(), tokenizer, gguf.config().vocabularySize());
    Model model = gguf.build(name, options.kernels(), options.kvFormat(), progress(gguf.weights()));
    return finish(model, tokenizer, gguf.weights());
  }

  private LoadedModel loadHuggingFace(Path folder) throws IOException {
    try (var arena = Arena.ofShared()) {
      var files = HuggingFaceFolder.open(folder, arena);
      Tokenizer tokenizer = HuggingFaceTokenizerReader.read(folder);
      requireFit(folder.toString(), tokenizer, files.config().vocabularySize());
      Model model = files.build(options.kernels(), options.kvFormat(), progress(files.weights()));
      return finish(model, tokenizer, files.weights());
    }
  }

  private LongConsumer progress(WeightSource weights) {
    long total = weights.bytes();
    return done -> listener.progress(Math.min(done, total), total);
  }

  private LoadedModel finish(Model model, Tokenizer tokenizer, WeightSource weights) {
    listener.progress(weights.bytes(), weights.bytes());
    return new LoadedModel(model, tokenizer);
  }

  /// A tokenizer may be narrower than the logits (padding), never wider: a token beyond them could
  /// not be embedded.
  private static void requireFit(String origin, Tokenizer tokenizer, int vocabularySize) {
    if (tokenizer.vocabularySize() > vocabularySize) {
      throw new ModelFormatException(
          origin,
          "the tokenizer has "
              + tokenizer.vocabularySize()
              + " tokens, the model only "
              + vocabularySize);
    }
  }
}
