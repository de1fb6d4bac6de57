package io.espalier.runtime.server;

import io.espalier.runtime.backend.local.LocalBackend;
import io.espalier.runtime.server.generation.ModelService;
import io.espalier.runtime.server.generation.TextEngine;
import io.espalier.runtime.server.http.HttpTransport;
import io.espalier.runtime.server.metrics.Metrics;
import io.espalier.runtime.server.ollama.OllamaRoutes;
import io.espalier.runtime.server.openai.OpenAiRoutes;
import io.espalier.runtime.server.page.PageRoutes;
import io.espalier.runtime.server.programs.ProgramService;
import io.espalier.runtime.server.request.CacheNamespaces;
import io.espalier.runtime.server.request.Route;
import io.espalier.runtime.server.request.Router;
import io.espalier.runtime.server.sglang.SglangRoutes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/// An HTTP server on the local engine: programs, and the dialects of OpenAI, SGLang and Ollama.
///
/// ```java
/// try (var engine = Engine.open("sapling");
///     var server = Server.start(ServerOptions.of("sapling", 30000), engine.local().get())) {
///   …
/// }
/// ```
///
/// Thread-safe. Closing it leaves the backend open.
public final class Server implements AutoCloseable {
  private final HttpTransport transport;
  private final Gateway gateway;
  private final ProgramService programs;

  private Server(HttpTransport transport, Gateway gateway, ProgramService programs) {
    this.transport = transport;
    this.gateway = gateway;
    this.programs = programs;
  }

  /// Starts to listen.
  ///
  /// @throws IOException when the address cannot be bound
  public static Server start(ServerOptions options, LocalBackend backend) throws IOException {
    var metrics = new Metrics();
    var namespaces = new CacheNamespaces();
    var model =
        new ModelService(
            new TextEngine(backend, options.tracing()),
            options.modelName(),
            options.work(),
            metrics,
            Instant.now(),
            namespaces);
    var programs =
        new ProgramService(
            backend,
            options.work(),
            options.programs(),
            options.tools(),
            metrics,
            options.tracing(),
            namespaces);
    // The routes of health and metrics look at the gateway and the transport, which need the
    // routes.
    var gateway = new AtomicReference<Gateway>();
    var transport = new AtomicReference<HttpTransport>();
    List<Route> routes = new ArrayList<>();
    routes.addAll(SystemRoutes.of(model, gateway::get, transport::get));
    routes.addAll(OpenAiRoutes.of(model));
    routes.addAll(SglangRoutes.of(model));
    routes.addAll(OllamaRoutes.of(model));
    routes.addAll(programs.routes(List.copyOf(routes)));
    routes.addAll(PageRoutes.of());
    var made = new Gateway(options, new Router(routes), metrics);
    gateway.set(made);
    transport.set(
        new HttpTransport(options.host(), options.port(), options.tls(), options.http(), made));
    return new Server(transport.get(), made, programs);
  }

  /// Returns where it listens.
  public InetSocketAddress address() {
    return transport.address();
  }

  /// Returns how many requests are being answered.
  public int serving() {
    return gateway.serving();
  }

  /// Waits until no program runs.
  ///
  /// @return whether that was so in time
  public boolean awaitPrograms(Duration most) {
    return programs.awaitIdle(most);
  }

  /// Refuses new work with 503 and waits until what is being served, and every program, has ended.
  ///
  /// @return whether that was so within the grace period; what is left ends with [#close]
  public boolean drain(Duration grace) {
    long start = System.nanoTime();
    boolean served = gateway.drain(grace);
    return programs.awaitIdle(grace.minusNanos(System.nanoTime() - start)) && served;
  }

  /// Stops at once: requests and programs that are left are cancelled.
  @Override
  public void close() {
    transport.close();
    programs.close();
  }
}
