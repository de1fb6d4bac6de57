package io.espalier.runtime.cli;

import io.espalier.runtime.Engine;
import io.espalier.runtime.backend.local.LocalBackend;
import io.espalier.runtime.interpreter.ArgumentException;
import io.espalier.runtime.interpreter.ProgramRunner;
import io.espalier.runtime.interpreter.Tool;
import io.espalier.runtime.server.Server;
import io.espalier.runtime.server.ServerOptions;
import io.espalier.runtime.server.http.HttpLimits;
import io.espalier.runtime.server.http.TlsFiles;
import io.espalier.runtime.server.programs.ServedProgram;
import io.espalier.runtime.server.request.ApiKeys;
import io.espalier.runtime.server.request.WorkLimits;
import io.espalier.runtime.server.tracing.Tracing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `sgl serve`: serves a model, and programs as routes, over HTTP until it is told to end.
@Command(
    name = "serve",
    description = "Serves a model and programs over HTTP.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  sgl serve notebooks/examples/qa.sgl",
      "  curl localhost:30000/run/qa/qa -d '{\"question\": \"What is the capital of Italy?\"}'",
      "  sgl serve --model model.gguf --host 0.0.0.0 --api-keys keys.txt",
    })
final class ServeCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..*",
      description = "Programs, or folders of them, that become POST /run/{file}/{prompt}.")
  private List<Path> files = new ArrayList<>();

  @Option(names = "--host", paramLabel = "HOST", description = "Address; default: 127.0.0.1.")
  private String host = "127.0.0.1";

  @Option(names = "--port", paramLabel = "PORT", description = "Port; default: 30000.")
  private int port = 30000;

  @Option(
      names = "--model-name",
      paramLabel = "NAME",
      description = "What clients call the model; default: the model's own name.")
  private @Nullable String name;

  @Option(
      names = "--api-keys",
      paramLabel = "FILE",
      description = {
        "Lines 'tenant:hash', where hash is printed by: printf %%s KEY | sha256sum.",
        "'requests=N tokens=N' behind it are the key's limits in a minute.",
        "Without it everybody who can connect may ask."
      })
  private @Nullable Path keys;

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description = "Certificate chain in PEM; with --tls-key the server speaks HTTPS.")
  private @Nullable Path certificate;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "Private key in PEM (PKCS #8, not encrypted).")
  private @Nullable Path privateKey;

  @Option(
      names = "--allow-origin",
      paramLabel = "ORIGIN",
      description = "Lets web pages of another origin send requests. May be repeated.")
  private List<String> origins = new ArrayList<>();

  @Option(
      names = "--grace",
      paramLabel = "SECONDS",
      description = "On SIGTERM, how long running requests may take to end; default: 30.")
  private int grace = 30;

  @Option(
      names = "--access-log",
      description = "A line of JSON for each request on standard error, without any text of it.")
  private boolean accessLog;

  @Mixin private ModelOptions model = new ModelOptions();
  @Mixin private ToolOptions tools = new ToolOptions();

  ServeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    List<ServedProgram> programs = programs();
    Map<String, Tool> all = new LinkedHashMap<>();
    programs.forEach(program -> all.putAll(program.tools()));
    Optional<ApiKeys> accepted = keys == null ? Optional.empty() : Optional.of(ApiKeys.read(keys));
    Optional<TlsFiles> tls = tls();
    Tracing tracing = Tracing.configured(System.getenv());
    Engine engine = model.open(terminal);
    LocalBackend backend =
        engine
            .local()
            .orElseThrow(() -> new IllegalStateException("the engine has no local backend"));
    Consumer<String> log = accessLog ? terminal::error : _ -> {};
    Server server;
    try {
      server =
          Server.start(
              new ServerOptions(
                  host,
                  port,
                  name == null ? backend.model().name() : name,
                  tls,
                  accepted,
                  origins,
                  HttpLimits.DEFAULT,
                  WorkLimits.DEFAULT,
                  programs,
                  all,
                  log,
                  tracing),
              backend);
    } catch (IOException e) {
      tracing.close();
      engine.close();
      throw e;
    }
    endOnSignal(server, engine, tracing);
    var address = server.address();
    terminal.error(
        "serving %s on %s://%s:%d"
            .formatted(
                backend.description(),
                tls.isPresent() ? "https" : "http",
                address.getAddress().getHostAddress(),
                address.getPort()));
    for (ServedProgram program : programs) {
      program
          .program()
          .prompts()
          .forEach(prompt ->
              terminal.error("  POST /run/%s/%s".formatted(program.name(), prompt.name())));
    }
    if (keys == null && !address.getAddress().isLoopbackAddress()) {
      terminal.error("warning: everybody who reaches this address may use it; see --api-keys");
    }
    terminal.flush();
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return 0;
  }

  private Optional<TlsFiles> tls() {
    if (certificate == null && privateKey == null) {
      return Optional.empty();
    }
    if (certificate == null || privateKey == null) {
      throw new ArgumentException("TLS needs both --tls-cert and --tls-key");
    }
    return Optional.of(new TlsFiles(certificate, privateKey));
  }

  private List<ServedProgram> programs() throws IOException {
    var programs = new ArrayList<ServedProgram>();
    for (Path file : files.isEmpty() ? List.<Path>of() : Programs.find(files)) {
      ProgramRunner program = Programs.compile(file, terminal);
      String base = String.valueOf(file.getFileName()).replaceFirst("\\.sgl$", "");
      if (programs.stream().anyMatch(other -> other.name().equals(base))) {
        throw new ArgumentException("two programs are called %s.sgl".formatted(base));
      }
      programs.add(
          new ServedProgram(
              base,
              Files.readString(file),
              program.program(),
              tools.read(file, program.program(), terminal)));
    }
    return programs;
  }

  /// On SIGTERM or Ctrl-C: no new work, what runs may end, then exit status 0.
  private void endOnSignal(Server server, Engine engine, Tracing tracing) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  boolean whole = server.drain(Duration.ofSeconds(grace));
                  server.close();
                  engine.close();
                  tracing.close();
                  terminal.flush();
                  Runtime.getRuntime().halt(whole ? 0 : 1);
                },
                "drain"));
  }
}
