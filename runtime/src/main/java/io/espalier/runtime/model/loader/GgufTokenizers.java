package io.espalier.runtime.model.loader;

import io.espalier.runtime.model.ModelFormatException;
import io.espalier.runtime.model.gguf.GgufFile;
import io.espalier.runtime.model.gguf.GgufValue;
import io.espalier.runtime.tokenizer.GgufTokenizerMetadata;
import io.espalier.runtime.tokenizer.GgufTokenizerReader;
import io.espalier.runtime.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Takes the tokenizer out of a GGUF file's metadata.
final class GgufTokenizers {
  private static final String PREFIX = "tokenizer.ggml.";

  private final GgufFile file;

  private GgufTokenizers(GgufFile file) {
    this.file = file;
  }

  static Tokenizer read(GgufFile file) {
    return GgufTokenizerReader.read(new GgufTokenizers(file).metadata());
  }

  private GgufTokenizerMetadata metadata() {
    return new GgufTokenizerMetadata(
        file.name(),
        file.text(PREFIX + "model"),
        text(PREFIX + "pre").orElse("default"),
        texts("tokens"),
        reals("scores"),
        wholes("token_type"),
        texts("merges"),
        id("bos_token_id"),
        id("eos_token_id"),
        id("eot_token_id"),
        id("unknown_token_id"),
        id("padding_token_id"),
        flag("add_bos_token"),
        flag("add_space_prefix"),
        text("tokenizer.chat_template"));
  }

  private Optional<String> text(String key) {
    return switch (file.metadata().get(key)) {
      case null -> Optional.empty();
      case GgufValue.Text(String value) -> Optional.of(value);
      case GgufValue other -> throw wrongKind(key, other, "a string");
    };
  }

  private List<String> texts(String key) {
    return switch (file.metadata().get(PREFIX + key)) {
      case null -> List.of();
      case GgufValue.Texts(List<String> values) -> values;
      case GgufValue other -> throw wrongKind(PREFIX + key, other, "an array of strings");
    };
  }

  private List<Float> reals(String key) {
    return switch (file.metadata().get(PREFIX + key)) {
      case null -> List.of();
      case GgufValue.Reals(float[] values) -> {
        var list = new ArrayList<Float>(values.length);
        for (float value : values) {
          list.add(value);
        }
        yield list;
      }
      case GgufValue other -> throw wrongKind(PREFIX + key, other, "an array of numbers");
    };
  }

  private List<Integer> wholes(String key) {
    return switch (file.metadata().get(PREFIX + key)) {
      case null -> List.of();
      case GgufValue.Wholes(long[] values) -> {
        var list = new ArrayList<Integer>(values.length);
        for (long value : values) {
          list.add(Math.toIntExact(Math.clamp(value, Integer.MIN_VALUE, Integer.MAX_VALUE)));
        }
        yield list;
      }
      case GgufValue other -> throw wrongKind(PREFIX + key, other, "an array of integers");
    };
  }

  private OptionalInt id(String key) {
    return switch (file.metadata().get(PREFIX + key)) {
      case null -> OptionalInt.empty();
      case GgufValue.Whole(long value) when value >= 0 && value <= Integer.MAX_VALUE ->
          OptionalInt.of((int) value);
      // Some converters write -1, or its unsigned form, for a token that is not there.
      case GgufValue.Whole(long value) when value == -1 || value == 0xffff_ffffL ->
          OptionalInt.empty();
      case GgufValue other -> throw wrongKind(PREFIX + key, other, "a token id");
    };
  }

  private Optional<Boolean> flag(String key) {
    return switch (file.metadata().get(PREFIX + key)) {
      case null -> Optional.empty();
      case GgufValue.Flag(boolean value) -> Optional.of(value);
      case GgufValue other -> throw wrongKind(PREFIX + key, other, "a boolean");
    };
  }

  private ModelFormatException wrongKind(String key, GgufValue found, String expected) {
    return new ModelFormatException(
        file.name(), "metadata '" + key + "' is " + found.kind() + "; expected " + expected);
  }
}
