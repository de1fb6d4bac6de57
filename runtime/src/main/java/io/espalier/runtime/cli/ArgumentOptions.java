package io.espalier.runtime.cli;

import io.espalier.compiler.ir.Parameter;
import io.espalier.compiler.ir.Routine;
import io.espalier.compiler.types.IrType;
import io.espalier.compiler.types.JsonText;
import io.espalier.compiler.types.ValueException;
import io.espalier.runtime.interpreter.ArgumentException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// `--arg` and `--args`: the arguments of a prompt.
final class ArgumentOptions {
  private static final long MAX_FILE_BYTES = 64L << 20;

  @Option(
      names = "--arg",
      paramLabel = "NAME=VALUE",
      description = {
        "An argument: text for a string parameter, JSON for any other;",
        "NAME=@FILE reads it from a file. May be repeated."
      })
  private List<String> each = new ArrayList<>();

  @Option(
      names = "--args",
      paramLabel = "FILE",
      description = "A JSON object with arguments; --arg goes before it.")
  private @Nullable Path all;

  /// Returns the arguments by name.
  ///
  /// @throws ArgumentException naming what cannot be read
  Map<String, JsonNode> read(Routine prompt) throws IOException {
    var arguments = new LinkedHashMap<String, JsonNode>();
    if (all != null) {
      JsonNode object = json("--args " + all, readFile(all));
      if (!object.isObject()) {
        throw new ArgumentException(
            "--args %s holds %s; it must be one JSON object {\"name\": value, …}"
                .formatted(all, object.getNodeType().toString().toLowerCase(Locale.ROOT)));
      }
      object.properties().forEach(entry -> arguments.put(entry.getKey(), entry.getValue()));
    }
    for (String argument : each) {
      int equals = argument.indexOf('=');
      if (equals <= 0) {
        throw new ArgumentException(
            "--arg %s has no '='; write --arg name=value or --arg name=@file".formatted(argument));
      }
      String name = argument.substring(0, equals);
      String value = argument.substring(equals + 1);
      if (value.startsWith("@")) {
        value = readFile(Path.of(value.substring(1)));
      }
      arguments.put(
          name,
          takesText(prompt, name)
              ? JsonNodeFactory.instance.stringNode(value)
              : json("--arg " + name, value));
    }
    return arguments;
  }

  private static boolean takesText(Routine prompt, String name) {
    for (Parameter parameter : prompt.parameters()) {
      if (parameter.name().equals(name)) {
        IrType type =
            parameter.type() instanceof IrType.OptionalOf(var inner) ? inner : parameter.type();
        return type instanceof IrType.Text
            || type instanceof IrType.Choice
            || type instanceof IrType.Enumeration
            || type instanceof IrType.Grammar;
      }
    }
    return true;
  }

  private static JsonNode json(String where, String text) {
    try {
      return JsonText.read(text);
    } catch (ValueException e) {
      throw new ArgumentException("%s: %s".formatted(where, e.getMessage()));
    }
  }

  private static String readFile(Path file) throws IOException {
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw new ArgumentException(
            "%s has %d bytes; at most %d are read"
                .formatted(file, Files.size(file), MAX_FILE_BYTES));
      }
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new ArgumentException("there is no file " + file);
    } catch (CharacterCodingException e) {
      throw new ArgumentException(file + " is not UTF-8 text");
    }
  }
}
