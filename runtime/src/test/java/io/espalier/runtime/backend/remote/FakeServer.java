package io.espalier.runtime.backend.remote;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A server that answers what it was told to, in order, and remembers what it was asked.
final class FakeServer implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// What was asked.
  record Asked(String path, Map<String, List<String>> headers, JsonNode body) {}

  /// How to answer.
  interface Reply {
    void to(HttpExchange exchange) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Queue<Reply> replies = new ConcurrentLinkedQueue<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  /// Told of every request but those for health.
  final List<Asked> asked = new CopyOnWriteArrayList<>();

  FakeServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  FakeServer reply(Reply reply) {
    replies.add(reply);
    return this;
  }

  /// Answers a body.
  FakeServer reply(int status, String type, String body) {
    return reply(exchange -> {
      exchange.getResponseHeaders().set("content-type", type);
      send(exchange, status, body);
    });
  }

  static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  /// Sends a head and a beginning, and then nothing until the server is closed.
  FakeServer replyAndStall(String beginning) {
    return reply(exchange -> {
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().write(beginning.getBytes(StandardCharsets.UTF_8));
      exchange.getResponseBody().flush();
      await();
    });
  }

  /// Sends nothing until the server is closed.
  FakeServer stall() {
    return reply(_ -> await());
  }

  /// Sends less than it announces and ends the connection.
  FakeServer replyAndCut(String beginning) {
    return reply(exchange -> {
      byte[] bytes = beginning.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, bytes.length + 1000L);
      exchange.getResponseBody().write(bytes);
      exchange.getResponseBody().flush();
      exchange.close();
    });
  }

  /// Drops what was not asked for.
  void forgetReplies() {
    replies.clear();
  }

  private void await() {
    try {
      closed.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String path = exchange.getRequestURI().getPath();
    if (exchange.getRequestMethod().equals("GET")) {
      send(exchange, 200, "{}");
      return;
    }
    asked.add(new Asked(path, Map.copyOf(exchange.getRequestHeaders()), JSON.readTree(body)));
    Reply reply = replies.poll();
    if (reply == null) {
      send(exchange, 418, "{\"error\":{\"message\":\"nothing left to answer\"}}");
      return;
    }
    try (exchange) {
      reply.to(exchange);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
