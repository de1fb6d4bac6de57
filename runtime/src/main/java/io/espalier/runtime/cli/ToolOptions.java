package io.espalier.runtime.cli;

import io.espalier.compiler.ir.IrProgram;
import io.espalier.compiler.ir.Parameter;
import io.espalier.compiler.ir.ToolSignature;
import io.espalier.compiler.types.ValueCodec;
import io.espalier.compiler.types.ValueException;
import io.espalier.compiler.types.ValueText;
import io.espalier.runtime.interpreter.ArgumentException;
import io.espalier.runtime.interpreter.Tool;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `--tool` and `--tools`: the host's side of a program's tools.
final class ToolOptions {
  private static final int MAX_RESULT_BYTES = 1 << 20;
  private static final int TIMEOUT_SECONDS = 60;

  @Option(
      names = "--tool",
      paramLabel = "NAME=COMMAND",
      description = {
        "Runs a tool as a shell command: arguments as a JSON object on its standard input, result"
            + " on its standard output. May be repeated."
      })
  private List<String> commands = new ArrayList<>();

  @Option(
      names = "--tools",
      paramLabel = "FILE",
      description = {
        "Tools answered from a JSON table {\"tool\": {\"first argument\": result, \"*\":"
            + " otherwise}};",
        "default: NAME.tools.json beside NAME.sgl, if it is there."
      })
  private @Nullable Path table;

  /// Returns the tools by name.
  ///
  /// @throws ArgumentException naming what cannot be read
  Map<String, Tool> read(Path program, IrProgram compiled, Terminal terminal) throws IOException {
    var tools = new LinkedHashMap<String, Tool>();
    Path from = table == null ? beside(program) : table;
    if (!compiled.tools().isEmpty() && (table != null || Files.exists(from))) {
      if (table == null) {
        terminal.error(terminal.paint("2", "tools are answered from " + from));
      }
      JsonNode answers = readTable(from);
      for (ToolSignature tool : compiled.tools()) {
        if (answers.has(tool.name())) {
          tools.put(tool.name(), fromTable(tool, answers.get(tool.name())));
        }
      }
    }
    for (String command : commands) {
      int equals = command.indexOf('=');
      String name = equals <= 0 ? command : command.substring(0, equals);
      ToolSignature tool =
          compiled
              .tool(name)
              .orElseThrow(() ->
                  new ArgumentException(
                      "--tool %s: the program declares no such tool; it declares: %s"
                          .formatted(
                              command,
                              compiled.tools().stream().map(ToolSignature::name).toList())));
      tools.put(name, fromCommand(tool, command.substring(equals + 1)));
    }
    return tools;
  }

  private static Path beside(Path program) {
    String name = String.valueOf(program.getFileName());
    return program.resolveSibling(name.replaceFirst("\\.sgl$", "") + ".tools.json");
  }

  private static JsonNode readTable(Path file) throws IOException {
    try {
      JsonNode node = JsonOutput.MAPPER.readTree(Files.readString(file));
      if (node.isObject()) {
        return node;
      }
      throw new ArgumentException(file + " must hold a JSON object with an entry per tool");
    } catch (JacksonException e) {
      throw new ArgumentException("%s is no JSON: %s".formatted(file, e.getOriginalMessage()));
    }
  }

  private static Tool fromTable(ToolSignature tool, JsonNode answers) {
    return arguments -> {
      String key = arguments.isEmpty() ? "*" : ValueText.of(arguments.getFirst());
      JsonNode answer = answers.has(key) ? answers.get(key) : answers.get("*");
      if (answer == null) {
        throw new IOException("the table has no entry '%s' and no '*'".formatted(key));
      }
      return ValueCodec.fromJson(tool.result(), answer);
    };
  }

  private static Tool fromCommand(ToolSignature tool, String command) {
    return arguments -> {
      ObjectNode input = JsonNodeFactory.instance.objectNode();
      for (int i = 0; i < arguments.size(); i++) {
        Parameter parameter = tool.parameters().get(i);
        input.set(parameter.name(), ValueCodec.toJson(parameter.type(), arguments.get(i)));
      }
      Process process =
          new ProcessBuilder("sh", "-c", command)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try {
        byte[] output = exchange(process, input.toString().getBytes(StandardCharsets.UTF_8));
        if (process.exitValue() != 0) {
          throw new IOException("exit status %d".formatted(process.exitValue()));
        }
        return ValueCodec.parse(
            tool.result(), new String(output, StandardCharsets.UTF_8).stripTrailing());
      } catch (ValueException e) {
        throw new IOException("the result is not as declared: " + e.getMessage());
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    };
  }

  /// Gives a command its input and returns what it prints until it ends. Both streams have threads
  /// of their own, so that a command that hangs, or that a cancelled branch waits for, holds
  /// nobody.
  private static byte[] exchange(Process process, byte[] input)
      throws IOException, InterruptedException {
    var output =
        new FutureTask<byte[]>(() -> process.getInputStream().readNBytes(MAX_RESULT_BYTES + 1));
    Thread.startVirtualThread(output);
    Thread.startVirtualThread(() -> {
      try (OutputStream to = process.getOutputStream()) {
        to.write(input);
      } catch (IOException _) {
        // The command ended without reading all of its input, as it may.
      }
    });
    try {
      byte[] result = output.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      if (result.length > MAX_RESULT_BYTES) {
        throw new IOException("the result has more than %d bytes".formatted(MAX_RESULT_BYTES));
      }
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        throw new TimeoutException();
      }
      return result;
    } catch (TimeoutException e) {
      throw new IOException("no end after %d s".formatted(TIMEOUT_SECONDS), e);
    } catch (ExecutionException e) {
      throw new IOException(String.valueOf(e.getCause()), e);
    }
  }
}
