package io.espalier.runtime.server;

import io.espalier.runtime.backend.local.LocalBackend;
import io.espalier.runtime.model.Model;
import io.espalier.runtime.model.simulated.ScriptedModel;
import io.espalier.runtime.model.simulated.SimulatedCost;
import io.espalier.runtime.model.simulated.SimulatedModel;
import io.espalier.runtime.scheduler.SchedulerOptions;
import io.espalier.runtime.scheduler.SchedulerStatistics;
import io.espalier.runtime.tokenizer.TinyTokenizers;
import io.espalier.runtime.tokenizer.Tokenizer;
import io.espalier.runtime.tokenizer.template.ChatTemplate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A server on a small model, with a client.
final class TestServer implements AutoCloseable {
  static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int CONTEXT = 4096;

  final LocalBackend backend;
  final Server server;
  private final HttpClient client = HttpClient.newHttpClient();

  TestServer(LocalBackend backend, ServerOptions options) throws IOException {
    this.backend = backend;
    server = Server.start(options, backend);
  }

  static Tokenizer tokenizer() {
    return TinyTokenizers.withSpecial(false, "<|im_end|>", "<|im_start|>", "<|im_end|>");
  }

  static LocalBackend backend(Model model) {
    Tokenizer tokenizer = tokenizer();
    return new LocalBackend(
        model,
        tokenizer,
        ChatTemplate.of(tokenizer),
        SchedulerOptions.of(model.description(), 4 << 20).withPages(2048).withWorkers(0),
        "test",
        () -> {});
  }

  /// A model that answers what the script says.
  static Model scripted(ScriptedModel.Line... lines) {
    return new ScriptedModel(tokenizer().toVocabulary(), CONTEXT, List.of(lines));
  }

  /// A model that says anything.
  static Model simulated() {
    return new SimulatedModel(tokenizer().vocabularySize(), CONTEXT, 7, SimulatedCost.NONE);
  }

  static TestServer on(Model model) throws IOException {
    return new TestServer(backend(model), ServerOptions.of("tiny", 0));
  }

  static TestServer on(Model model, ServerOptions options) throws IOException {
    return new TestServer(backend(model), options);
  }

  int port() {
    return server.address().getPort();
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
        .timeout(Duration.ofSeconds(20));
  }

  HttpResponse<String> get(String path) throws Exception {
    return send(request(path).GET());
  }

  HttpResponse<String> post(String path, String body) throws Exception {
    return send(request(path).POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  JsonNode json(String path, String body) throws Exception {
    HttpResponse<String> response = post(path, body);
    if (response.statusCode() != 200) {
      throw new AssertionError(response.statusCode() + " " + response.body());
    }
    return JSON.readTree(response.body());
  }

  /// The `data:` lines of a stream, without its end mark.
  static List<JsonNode> events(String body) {
    var events = new ArrayList<JsonNode>();
    body.lines()
        .filter(line -> line.startsWith("data: {"))
        .forEach(line -> events.add(JSON.readTree(line.substring(6))));
    return events;
  }

  Socket connect() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port());
    socket.setSoTimeout(15_000);
    return socket;
  }

  static String rawPost(String path, String body) {
    return "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(path, body.getBytes(StandardCharsets.UTF_8).length, body);
  }

  /// Sends bytes and returns all that comes until the server closes.
  String exchange(String bytes) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  SchedulerStatistics statistics() {
    return backend.statistics();
  }

  /// Waits until nothing runs and every page is back.
  void awaitIdle() {
    await(() -> {
      SchedulerStatistics now = statistics();
      return now.running() == 0 && now.waiting() == 0 && now.usedPages() == 0;
    });
    backend.checkInvariants();
  }

  static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + 15_000_000_000L;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("it did not come to that within 15 s");
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
    server.close();
    backend.close();
  }
}
