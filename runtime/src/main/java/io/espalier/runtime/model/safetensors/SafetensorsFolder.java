package io.espalier.runtime.model.safetensors;

import io.espalier.runtime.model.ModelFormatException;
import io.espalier.runtime.model.config.BoundedJson;
import io.espalier.runtime.model.weights.FileTensor;
import io.espalier.runtime.model.weights.WeightSource;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// The weights of a Hugging Face folder: `model.safetensors`, or the shards that
/// `model.safetensors.index.json` lists.
public final class SafetensorsFolder implements WeightSource {
  private static final String SINGLE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";
  private static final int MOST_SHARDS = 4096;

  private final String origin;
  private final Map<String, FileTensor> tensors;

  private SafetensorsFolder(String origin, Map<String, FileTensor> tensors) {
    this.origin = origin;
    this.tensors = tensors;
  }

  /// Maps the folder's weights.
  ///
  /// @param arena owns the mappings
  /// @throws ModelFormatException when a file is missing, malformed, or a tensor is not where the
  ///   index says
  public static SafetensorsFolder map(Path folder, Arena arena) throws IOException {
    String origin = folder.toString();
    if (Files.isRegularFile(folder.resolve(INDEX))) {
      return new SafetensorsFolder(origin, mapShards(folder, arena));
    }
    if (Files.isRegularFile(folder.resolve(SINGLE))) {
      return new SafetensorsFolder(
          origin, SafetensorsFile.map(folder.resolve(SINGLE), arena).tensors());
    }
    throw new ModelFormatException(origin, "the folder has neither " + SINGLE + " nor " + INDEX);
  }

  private static Map<String, FileTensor> mapShards(Path folder, Arena arena) throws IOException {
    var index = BoundedJson.readFile(folder.resolve(INDEX)).path("weight_map");
    if (!index.isObject()) {
      throw new ModelFormatException(INDEX, "'weight_map' is missing or not an object");
    }
    var shardOf = new LinkedHashMap<String, String>();
    for (var property : index.properties()) {
      shardOf.put(property.getKey(), shardName(property.getValue().asString("")));
    }
    var names = new TreeSet<>(shardOf.values());
    if (names.size() > MOST_SHARDS) {
      throw new ModelFormatException(
          INDEX, names.size() + " shards; at most " + MOST_SHARDS + " are allowed");
    }
    var shards = new LinkedHashMap<String, SafetensorsFile>();
    for (String shard : names) {
      if (!Files.isRegularFile(folder.resolve(shard))) {
        throw new ModelFormatException(INDEX, "the shard '" + shard + "' is not in the folder");
      }
      shards.put(shard, SafetensorsFile.map(folder.resolve(shard), arena));
    }
    var tensors = new LinkedHashMap<String, FileTensor>();
    shardOf.forEach((tensor, shard) -> {
      var found = shards.get(shard);
      var stored = found == null ? null : found.tensors().get(tensor);
      if (stored == null) {
        throw new ModelFormatException(INDEX, "'" + shard + "' has no tensor '" + tensor + "'");
      }
      tensors.put(tensor, stored);
    });
    return tensors;
  }

  /// Accepts a plain file name only: an index must not reach outside its folder.
  private static String shardName(String text) {
    if (text.isEmpty()
        || text.indexOf('/') >= 0
        || text.indexOf('\\') >= 0
        || text.indexOf('\0') >= 0
        || text.equals("..")
        || !text.endsWith(".safetensors")) {
      throw new ModelFormatException(
          INDEX, "the shard name '" + text + "' is not a plain name ending in .safetensors");
    }
    return text;
  }

  @Override
  public Optional<FileTensor> find(String name) {
    return Optional.ofNullable(tensors.get(name));
  }

  @Override
  public long bytes() {
    return tensors.values().stream().mapToLong(tensor -> tensor.data().byteSize()).sum();
  }

  @Override
  public String origin() {
    return origin;
  }

  @Override
  public boolean foldedNorms() {
    return false;
  }

  @Override
  public boolean interleavedRotary() {
    return false;
  }
}
