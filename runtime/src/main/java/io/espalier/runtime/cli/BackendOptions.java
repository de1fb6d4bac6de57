package io.espalier.runtime.cli;

import io.espalier.compiler.ir.Routine;
import io.espalier.dsl.diagnostic.Diagnostic;
import io.espalier.dsl.diagnostic.DiagnosticException;
import io.espalier.dsl.diagnostic.SourceText;
import io.espalier.dsl.diagnostic.Span;
import io.espalier.runtime.Engine;
import io.espalier.runtime.backend.Backend;
import io.espalier.runtime.backend.BackendCode;
import io.espalier.runtime.backend.UnsupportedFeatureException;
import io.espalier.runtime.backend.UnsupportedFeatureException.Missing;
import io.espalier.runtime.backend.configuration.BackendsFile;
import io.espalier.runtime.backend.remote.ConnectOptions;
import io.espalier.runtime.backend.remote.RemoteBackend;
import io.espalier.runtime.interpreter.ArgumentException;
import io.espalier.runtime.interpreter.ProgramRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/// The options of commands whose programs may run on another engine's server.
final class BackendOptions {
  @Option(
      names = "--backend",
      paramLabel = "BACKEND",
      description = {
        "Run on another engine's server: DIALECT:URL with one of openai, vllm, sglang, llamacpp,",
        "ollama, anthropic, as in sglang:http://127.0.0.1:30000; or a name in backends.yaml.",
        "--model is then the server's name of the model."
      })
  private String backend = "";

  @Option(
      names = "--backends",
      paramLabel = "FILE",
      description =
          "Backends by name; default: ./backends.yaml, then ~/.config/espalier/backends.yaml.")
  private Path backends = Path.of("");

  @Option(
      names = "--tokenizer",
      paramLabel = "MODEL",
      description = {
        "With --backend DIALECT:URL: a model here whose tokenizer is the server's model's; prompts",
        "are then sent as token ids."
      })
  private String tokenizer = "";

  @Option(
      names = "--key-env",
      paramLabel = "NAME",
      description = {
        "With --backend DIALECT:URL: the environment variable that holds the key; default:",
        "OPENAI_API_KEY and ANTHROPIC_API_KEY for those companies' own servers, none for others."
      })
  private String keyVariable = "";

  /// Returns whether a backend is named.
  boolean given() {
    return !backend.isEmpty();
  }

  /// Connects to the backend that is named, else loads the model.
  Engine open(ModelOptions model, Terminal terminal) throws IOException {
    return open(model, terminal, false);
  }

  /// Connects to the backend that is named, else loads the model.
  ///
  /// @param always whether a model that is loaded names its device in any case
  Engine open(ModelOptions model, Terminal terminal, boolean always) throws IOException {
    return given()
        ? Engine.on(RemoteBackend.connect(chain(model.named())))
        : model.open(terminal, always);
  }

  /// Returns the options of the backend that is named and of its fallbacks.
  List<ConnectOptions> chain(Optional<String> model) throws IOException {
    try {
      return backend.contains(":") ? List.of(address(model)) : named(model);
    } catch (IllegalArgumentException e) {
      throw new ArgumentException("--backend: " + e.getMessage());
    }
  }

  private ConnectOptions address(Optional<String> model) {
    ConnectOptions.Builder builder = ConnectOptions.to(backend);
    model.ifPresent(builder::model);
    if (!tokenizer.isEmpty()) {
      builder.tokenizer(tokenizer);
    }
    String variable = keyVariable.isEmpty() ? usualVariable() : keyVariable;
    if (!variable.isEmpty()) {
      builder.keyFrom(variable);
    }
    return builder.build();
  }

  /// A key goes only where it belongs: not to whatever server speaks the same dialect.
  private String usualVariable() {
    return backend.startsWith("openai:https://api.openai.com")
        ? "OPENAI_API_KEY"
        : backend.startsWith("anthropic:https://api.anthropic.com") ? "ANTHROPIC_API_KEY" : "";
  }

  private List<ConnectOptions> named(Optional<String> model) throws IOException {
    Path file =
        backends.toString().isEmpty()
            ? BackendsFile.find()
                .orElseThrow(() ->
                    new ArgumentException(
                        "--backend %s names no DIALECT:URL, and there is no backends.yaml here or in ~/.config/espalier"
                            .formatted(backend)))
            : backends;
    return BackendsFile.read(file).chain(backend, model);
  }

  /// Refuses a prompt that the backend cannot honour, with the places in its text.
  ///
  /// @throws DiagnosticException with everything that is missing
  static void check(ProgramRunner program, Routine routine, Backend backend) {
    try {
      program.requireFeatures(backend, routine);
    } catch (UnsupportedFeatureException unsupported) {
      Map<String, SourceText> sources = new HashMap<>();
      var diagnostics = new ArrayList<Diagnostic>();
      for (Missing missing : unsupported.missing()) {
        diagnostics.add(diagnostic(missing, backend.description(), sources));
      }
      throw new DiagnosticException(diagnostics);
    }
  }

  private static Diagnostic diagnostic(
      Missing missing, String backend, Map<String, SourceText> sources) {
    String[] place = missing.place().split(":(?=\\d+:\\d+$)|:(?=\\d+$)", -1);
    SourceText source =
        sources.computeIfAbsent(place[0], name -> new SourceText(name, read(Path.of(name))));
    return Diagnostic.error(
            BackendCode.UNSUPPORTED,
            source,
            span(source, place),
            "%s does not offer %s".formatted(backend, missing.problem()))
        .hinting(missing.feature().alternative());
  }

  private static Span span(SourceText source, String[] place) {
    if (place.length < 3) {
      return Span.at(0);
    }
    int line = Integer.parseInt(place[1]);
    if (line > source.lineCount()) {
      return Span.at(0);
    }
    int column = Math.min(Integer.parseInt(place[2]) - 1, source.lineText(line).length());
    return Span.at(source.lineStart(line) + column);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException _) {
      return "";
    }
  }
}
