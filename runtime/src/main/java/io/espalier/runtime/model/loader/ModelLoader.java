package io.espalier.runtime.model.loader;

import io.espalier.kernels.DeviceMemoryException;
import io.espalier.runtime.model.Model;
import io.espalier.runtime.model.ModelFormatException;
import io.espalier.runtime.model.gguf.GgufFile;
import io.espalier.runtime.model.simulated.SimulatedCost;
import io.espalier.runtime.model.simulated.SimulatedModel;
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
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import java.util.function.LongConsumer;

/// Loads models: the bundled one by name, others by path.
///
/// The files are mapped only while loading: what runs is the packed copy.
public final class ModelLoader {
  /// The name of the bundled model.
  public static final String BUNDLED = "sapling";

  /// The name of the model that answers at random; `simulated:SEED` is another one for each seed.
  public static final String SIMULATED = "simulated";

  private static final int SIMULATED_CONTEXT = 1 << 15;
  private static final String BUNDLED_RESOURCE = "/io/espalier/runtime/model/sapling.gguf";

  private final LoadOptions options;
  private final LoadListener listener;

  /// Loads with options, telling a listener how far it is.
  public ModelLoader(LoadOptions options, LoadListener listener) {
    this.options = options;
    this.listener = listener;
  }

  /// Loads `sapling`, `simulated`, a `.gguf` file, a folder with one, or a Hugging Face folder.
  ///
  /// @throws ModelNotFoundException when there is no such model
  /// @throws ModelFormatException when its files cannot be used as they are
  public LoadedModel load(String model) throws IOException {
    if (model.equals(BUNDLED)) {
      return loadResource(model, bundled(model));
    }
    if (model.equals(SIMULATED) || model.startsWith(SIMULATED + ":")) {
      return simulated(model);
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

  static URL bundled(String model) {
    URL resource = ModelLoader.class.getResource(BUNDLED_RESOURCE);
    if (resource == null) {
      throw new ModelNotFoundException(
          model, "the class path lacks " + BUNDLED_RESOURCE.substring(1));
    }
    return resource;
  }

  /// A model whose logits are a hash of the text, with the tokenizer and chat template of the
  /// bundled one: programs run through everything but the arithmetic.
  private static LoadedModel simulated(String model) throws IOException {
    long seed = 0;
    if (!model.equals(SIMULATED)) {
      try {
        seed = Long.parseLong(model.substring(SIMULATED.length() + 1));
      } catch (NumberFormatException e) {
        throw new ModelNotFoundException(
            model, "what follows '%s:' is a seed, a whole number".formatted(SIMULATED));
      }
    }
    try (InputStream in = bundled(model).openStream()) {
      var file = GgufFile.read(BUNDLED + ".gguf", MemorySegment.ofArray(in.readAllBytes()));
      Tokenizer tokenizer = GgufTokenizers.read(file);
      return new LoadedModel(
          new SimulatedModel(
              tokenizer.vocabularySize(), SIMULATED_CONTEXT, seed, SimulatedCost.NONE),
          tokenizer);
    }
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

  private LoadedModel load(String name, GgufFile file) throws IOException {
    var gguf = GgufModel.of(file);
    return join(
        file.name(),
        () -> GgufTokenizers.read(file),
        gguf.weights(),
        progress -> gguf.build(name, options.kernels(), options.kvFormat(), progress));
  }

  private LoadedModel loadHuggingFace(Path folder) throws IOException {
    try (var arena = Arena.ofShared()) {
      var files = HuggingFaceFolder.open(folder, arena);
      return join(
          folder.toString(),
          () -> HuggingFaceTokenizerReader.read(folder),
          files.weights(),
          progress -> files.build(options.kernels(), options.kvFormat(), progress));
    }
  }

  /// Reads the tokenizer on a thread of its own while the weights are packed: for a small model the
  /// two take about as long.
  private LoadedModel join(
      String origin,
      Callable<Tokenizer> readTokenizer,
      WeightSource weights,
      Function<LongConsumer, Model> build)
      throws IOException {
    requireRoom(origin, weights);
    var reading = new FutureTask<>(readTokenizer);
    Thread.ofPlatform().daemon().name("tokenizer").start(reading);
    Model model;
    try {
      model = build.apply(progress(weights));
    } catch (RuntimeException | Error e) {
      // The mapping may only go when nobody reads it.
      await(reading);
      throw e;
    }
    try {
      Tokenizer tokenizer = result(reading);
      requireFit(origin, tokenizer, model.description().vocabularySize());
      listener.progress(weights.bytes(), weights.bytes());
      return new LoadedModel(model, tokenizer);
    } catch (RuntimeException | Error | IOException e) {
      model.close();
      throw e;
    }
  }

  /// Says before minutes of copying that there is no room on the device.
  private void requireRoom(String origin, WeightSource weights) {
    long free = options.kernels().freeDeviceBytes();
    if (free >= 0 && weights.bytes() > free) {
      throw DeviceMemoryException.weights(origin, weights.bytes(), free);
    }
  }

  private LongConsumer progress(WeightSource weights) {
    long total = weights.bytes();
    return done -> listener.progress(Math.min(done, total), total);
  }

  /// Waits for the reader, which always ends by itself, and keeps an interrupt for later.
  private static void await(FutureTask<?> reading) {
    boolean interrupted = false;
    while (reading.state() == Future.State.RUNNING) {
      try {
        reading.get();
      } catch (InterruptedException _) {
        interrupted = true;
      } catch (ExecutionException _) {
        break;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static Tokenizer result(FutureTask<Tokenizer> reading) throws IOException {
    await(reading);
    if (reading.state() == Future.State.SUCCESS) {
      return reading.resultNow();
    }
    switch (reading.exceptionNow()) {
      case IOException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable t -> throw new IllegalStateException("reading the tokenizer failed", t);
    }
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
