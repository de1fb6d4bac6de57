package io.espalier.runtime.tokenizer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// The metadata of a GGUF file (v2, v3), read plainly: trusted test files only.
final class GgufMetadataFile {
  private final ByteBuffer buffer;
  private final Map<String, Object> values = new HashMap<>();

  private GgufMetadataFile(byte[] bytes) {
    buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    buffer.position(16); // magic, version, tensor count
    long count = buffer.getLong();
    for (long i = 0; i < count; i++) {
      String key = string();
      values.put(key, value(buffer.getInt()));
    }
  }

  static GgufTokenizerMetadata read(String source, byte[] bytes) {
    return new GgufMetadataFile(bytes).tokenizer(source);
  }

  private GgufTokenizerMetadata tokenizer(String source) {
    return new GgufTokenizerMetadata(
        source,
        (String) values.getOrDefault("tokenizer.ggml.model", "absent"),
        (String) values.getOrDefault("tokenizer.ggml.pre", "default"),
        list("tokens", String.class),
        list("scores", Float.class),
        list("token_type", Integer.class),
        list("merges", String.class),
        id("bos_token_id"),
        id("eos_token_id"),
        id("eot_token_id"),
        id("unknown_token_id"),
        id("padding_token_id"),
        flag("add_bos_token"),
        flag("add_space_prefix"),
        Optional.ofNullable((String) values.get("tokenizer.chat_template")));
  }

  private <T> List<T> list(String key, Class<T> type) {
    Object value = values.get("tokenizer.ggml." + key);
    List<T> result = new ArrayList<>();
    if (value instanceof List<?> items) {
      items.forEach(item -> result.add(type.cast(item)));
    }
    return result;
  }

  private OptionalInt id(String key) {
    return values.get("tokenizer.ggml." + key) instanceof Integer id
        ? OptionalInt.of(id)
        : OptionalInt.empty();
  }

  private Optional<Boolean> flag(String key) {
    return Optional.ofNullable((Boolean) values.get("tokenizer.ggml." + key));
  }

  private Object value(int type) {
    return switch (type) {
      case 0, 1 -> (int) buffer.get();
      case 2, 3 -> (int) buffer.getShort();
      case 4, 5 -> buffer.getInt();
      case 6 -> buffer.getFloat();
      case 7 -> buffer.get() != 0;
      case 8 -> string();
      case 9 -> {
        int inner = buffer.getInt();
        long length = buffer.getLong();
        List<Object> items = new ArrayList<>();
        for (long i = 0; i < length; i++) {
          items.add(value(inner));
        }
        yield items;
      }
      case 10, 11 -> buffer.getLong();
      case 12 -> buffer.getDouble();
      default -> throw new IllegalStateException("GGUF value type " + type);
    };
  }

  private String string() {
    byte[] bytes = new byte[Math.toIntExact(buffer.getLong())];
    buffer.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
