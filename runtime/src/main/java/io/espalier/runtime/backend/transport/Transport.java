package io.espalier.runtime.backend.transport;

import io.espalier.runtime.backend.BackendException;
import io.espalier.runtime.backend.BackendException.Kind;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Requests to one server over pooled connections. Thread-safe; callers wait on virtual threads.
public final class Transport implements AutoCloseable {
  private static final int MAX_ERROR_BYTES = 8192;

  private final URI base;
  private final Headers headers;
  private final AnswerLimits limits;
  private final AnswerJson json;
  private final HttpClient client;

  /// A transport to the server at `base`, an `http` or `https` URL without query.
  public Transport(URI base, Headers headers, AnswerLimits limits) {
    this.base = base;
    this.headers = headers;
    this.limits = limits;
    json = new AnswerJson(name(), limits);
    boolean secure = "https".equals(base.getScheme());
    client =
        HttpClient.newBuilder()
            .connectTimeout(limits.connect())
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(secure ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
            .build();
  }

  /// Returns the server's name for messages.
  public String name() {
    return base.getScheme() + "://" + base.getRawAuthority();
  }

  /// Sends a JSON body and returns the answer once its head is there and says success.
  ///
  /// @throws BackendException where it does not, or nothing comes in time
  /// @throws InterruptedException when the caller is cancelled; the connection is closed
  public AnswerParts post(String path, JsonNode body, Framing framing, Deadline deadline)
      throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path))
            .header("content-type", "application/json")
            .header("accept", framing == Framing.EVENTS ? "text/event-stream" : "application/json")
            .POST(BodyPublishers.ofString(body.toString(), StandardCharsets.UTF_8));
    AnswerStream stream = send(request, deadline);
    return new AnswerParts(stream, framing, json, limits);
  }

  /// Returns the JSON at a path.
  public JsonNode get(String path, Deadline deadline) throws InterruptedException {
    try (AnswerStream stream = send(HttpRequest.newBuilder(uri(path)).GET(), deadline)) {
      return json.object(new String(stream.rest(limits.bodyBytes()), StandardCharsets.UTF_8));
    }
  }

  /// Asks for a path and throws where the answer is no success.
  public void check(String path, Deadline deadline) throws InterruptedException {
    send(HttpRequest.newBuilder(uri(path)).GET(), deadline).close();
  }

  private URI uri(String path) {
    String root = base.toString();
    return URI.create((root.endsWith("/") ? root.substring(0, root.length() - 1) : root) + path);
  }

  private AnswerStream send(HttpRequest.Builder request, Deadline deadline)
      throws InterruptedException {
    headers.apply(request);
    var queue = new BodyQueue();
    CompletableFuture<HttpResponse<Flow.Publisher<List<ByteBuffer>>>> sent =
        client.sendAsync(request.build(), BodyHandlers.ofPublisher());
    HttpResponse<Flow.Publisher<List<ByteBuffer>>> response;
    boolean arrived = false;
    try {
      response = head(sent, deadline);
      arrived = true;
    } finally {
      if (!arrived) {
        // A head that arrives all the same brings a body, and its connection, to be given back.
        queue.cancel();
        sent.thenAccept(late -> late.body().subscribe(queue));
        sent.cancel(true);
      }
    }
    response.body().subscribe(queue);
    var stream = new AnswerStream(name(), queue, limits, deadline);
    if (response.statusCode() / 100 != 2) {
      try (stream) {
        throw refused(response, stream);
      }
    }
    return stream;
  }

  private <T> T head(CompletableFuture<T> sent, Deadline deadline) throws InterruptedException {
    Duration most = deadline.atMost(limits.firstByte());
    try {
      return sent.get(most.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      throw new BackendException(
          Kind.TIMEOUT, "%s: no answer within %d ms".formatted(name(), most.toMillis()));
    } catch (ExecutionException e) {
      throw unreachable(e.getCause());
    }
  }

  private BackendException unreachable(@Nullable Throwable cause) {
    String why = cause == null ? "" : cause.getClass().getSimpleName();
    Kind kind =
        cause instanceof java.net.http.HttpTimeoutException ? Kind.TIMEOUT : Kind.UNREACHABLE;
    return new BackendException(kind, "%s cannot be reached (%s)".formatted(name(), why));
  }

  private BackendException refused(HttpResponse<?> response, AnswerStream stream)
      throws InterruptedException {
    String said;
    try {
      said = new String(stream.rest(MAX_ERROR_BYTES), StandardCharsets.UTF_8);
    } catch (BackendException _) {
      said = "";
    }
    int status = response.statusCode();
    Kind kind =
        switch (status) {
          case 408, 429, 500, 502, 503, 504, 529 -> Kind.UNAVAILABLE;
          default -> Kind.REFUSED;
        };
    String message = ErrorText.of(said, json, headers.secrets());
    return new BackendException(
        kind,
        status,
        RetryAfter.read(response.headers().firstValue("retry-after").orElse("")),
        "%s answered %d%s".formatted(name(), status, message.isEmpty() ? "" : ": " + message));
  }

  /// Returns what a server says of itself in an error inside a stream, fit to be shown.
  public String errorText(JsonNode error) {
    return ErrorText.of(error.toString(), json, headers.secrets());
  }

  /// Headers of every request.
  ///
  /// @param plain sent and shown
  /// @param secret sent and never shown; the text before a space, such as `Bearer`, is no secret
  public record Headers(Map<String, String> plain, Map<String, SecretHeader> secret) {
    /// None.
    public static final Headers NONE = new Headers(Map.of(), Map.of());

    public Headers {
      plain = Map.copyOf(plain);
      secret = Map.copyOf(secret);
    }

    void apply(HttpRequest.Builder request) {
      plain.forEach(request::setHeader);
      secret.forEach(
          (name, header) -> request.setHeader(name, header.prefix() + header.secret().value()));
    }

    List<Secret> secrets() {
      return secret.values().stream().map(SecretHeader::secret).toList();
    }
  }

  /// A header's value with a secret in it.
  public record SecretHeader(String prefix, Secret secret) {}

  @Override
  public void close() {
    client.shutdownNow();
  }
}
