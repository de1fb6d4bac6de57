package io.espalier.runtime;

import io.espalier.compiler.Compiler;
import io.espalier.dsl.Stream;
import io.espalier.dsl.StreamFunction;
import io.espalier.dsl.diagnostic.DiagnosticException;
import io.espalier.runtime.backend.Backend;
import io.espalier.runtime.backend.configuration.BackendsFile;
import io.espalier.runtime.backend.local.LocalBackend;
import io.espalier.runtime.backend.remote.ConnectOptions;
import io.espalier.runtime.backend.remote.RemoteBackend;
import io.espalier.runtime.interpreter.DirectRunner;
import io.espalier.runtime.interpreter.ProgramRunner;
import io.espalier.runtime.interpreter.RunOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Runs generation programs against a model.
///
/// ```java
/// try (var engine = Engine.open("sapling")) {
///   String answer = engine.run(s -> s.user("What is 12 + 30?").assistant().gen(max(8)));
/// }
/// ```
///
/// Thread-safe; programs that run at the same time share one batch and one prefix cache. Calls
/// block until their program has ended, so run many of them on virtual threads, or use [#batch].
public final class Engine implements AutoCloseable {
  private final Backend backend;
  private final EngineOptions options;

  private Engine(Backend backend, EngineOptions options) {
    this.backend = backend;
    this.options = options;
  }

  /// Opens the model of a name or path with the default options: `sapling` is the bundled one.
  ///
  /// @throws IOException when the model cannot be read
  public static Engine open(String model) throws IOException {
    return open(EngineOptions.of(model));
  }

  /// Opens a `.gguf` file or a Hugging Face folder with the default options.
  ///
  /// @throws IOException when the model cannot be read
  public static Engine open(Path model) throws IOException {
    return open(EngineOptions.of(model.toString()));
  }

  /// Opens a model.
  ///
  /// @throws IOException when the model cannot be read
  public static Engine open(EngineOptions options) throws IOException {
    return new Engine(Backends.open(options), options);
  }

  /// Connects to a server instead of loading a model.
  ///
  /// ```java
  /// Engine.connect(ConnectOptions.to("sglang:http://127.0.0.1:30000").model("llama-3").build())
  /// ```
  ///
  /// @param first asked first
  /// @param fallbacks asked in this order where those before fail in a way that may pass
  /// @throws IOException when a tokenizer that the options name cannot be read
  public static Engine connect(ConnectOptions first, ConnectOptions... fallbacks)
      throws IOException {
    var chain = new ArrayList<ConnectOptions>();
    chain.add(first);
    chain.addAll(List.of(fallbacks));
    return on(RemoteBackend.connect(chain));
  }

  /// Connects to a backend of a `backends.yaml`, with its fallbacks.
  ///
  /// @throws DiagnosticException with everything that is wrong in the file
  /// @throws IOException when the file cannot be read
  public static Engine connect(Path backends, String name) throws IOException {
    return on(RemoteBackend.connect(BackendsFile.read(backends).chain(name)));
  }

  /// Returns an engine on a backend of the caller's; closing the engine closes it.
  public static Engine on(Backend backend) {
    return new Engine(backend, EngineOptions.of("backend"));
  }

  /// Runs a direct program with one argument.
  public <A, R> R run(StreamFunction<A, R> program, A argument) {
    return run(program, argument, RunOptions.DEFAULT);
  }

  /// Runs a direct program with one argument.
  public <A, R> R run(StreamFunction<A, R> program, A argument, RunOptions run) {
    return DirectRunner.run(backend, "program", program, argument, run);
  }

  /// Runs a direct program without an argument.
  public <R> R run(Function<Stream, R> program) {
    return this.<String, R>run((stream, _) -> program.apply(stream), "");
  }

  /// Runs a direct program once per argument, a bounded number at a time.
  ///
  /// @return the results in the order of the arguments
  /// @throws RuntimeException the first failure; the other runs are cancelled
  public <A, R> List<R> batch(StreamFunction<A, R> program, Collection<A> arguments) {
    return batch(program, arguments, BatchOptions.DEFAULT);
  }

  /// Runs a direct program once per argument.
  public <A, R> List<R> batch(
      StreamFunction<A, R> program, Collection<A> arguments, BatchOptions batch) {
    return Batch.run(backend, program, List.copyOf(arguments), batch);
  }

  /// Compiles a `.sgl` file.
  ///
  /// @throws DiagnosticException with all of the file's errors
  public ProgramRunner compile(Path file) throws IOException {
    return new ProgramRunner(Compiler.compile(file).programOrThrow());
  }

  /// Returns an implementation of an interface annotated with [Program][io.espalier.dsl.Program]:
  /// each method runs the prompt of its name.
  ///
  /// @throws BindingException naming every method whose signature does not fit its prompt
  /// @throws DiagnosticException when the program itself is wrong
  public <T> T bind(Class<T> api) throws IOException {
    return bind(api, RunOptions.DEFAULT);
  }

  /// Like [#bind(Class)], with options for every run: tools, seed, limits, listener.
  public <T> T bind(Class<T> api, RunOptions run) throws IOException {
    return Binding.bind(this, api, run);
  }

  /// Returns what generates.
  public Backend backend() {
    return backend;
  }

  /// Returns the local backend with its counters, where the engine runs on one.
  public Optional<LocalBackend> local() {
    return backend instanceof LocalBackend local ? Optional.of(local) : Optional.empty();
  }

  /// Returns the options it was opened with.
  public EngineOptions options() {
    return options;
  }

  @Override
  public void close() {
    backend.close();
  }
}
