package io.espalier.runtime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.espalier.runtime.server.tracing.Tracing;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TracingTest {
  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  private final OpenTelemetrySdk sdk =
      OpenTelemetrySdk.builder()
          .setTracerProvider(
              SdkTracerProvider.builder()
                  .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                  .build())
          .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
          .build();

  private ServerOptions options() {
    return ServerOptions.of("tiny", 0).withTracing(Tracing.of(sdk));
  }

  private SpanData span(String name) {
    return exporter.getFinishedSpanItems().stream()
        .filter(span -> span.getName().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new AssertionError(
                name
                    + " is not among "
                    + exporter.getFinishedSpanItems().stream().map(SpanData::getName).toList()));
  }

  @Test
  void followsAProgramIntoItsBranchesAndGenerations() throws Exception {
    try (var server = MetricsTest.withTree(options())) {
      assertThat(server.post("/run/tips/tree", "{\"name\":\"tea\"}").statusCode()).isEqualTo(200);
      TestServer.await(() -> exporter.getFinishedSpanItems().size() == 7);
      SpanData request = span("POST /run/{file}/{prompt}");
      SpanData program = span("program tree");
      SpanData root = span("branch tree");
      assertThat(request.getKind()).isEqualTo(SpanKind.SERVER);
      assertThat(program.getParentSpanId()).isEqualTo(request.getSpanId());
      assertThat(root.getParentSpanId()).isEqualTo(program.getSpanId());
      assertThat(program.getAttributes().get(AttributeKey.longKey("espalier.branches")))
          .isEqualTo(3);
      for (int i = 0; i < 2; i++) {
        SpanData branch = span("branch tree/tips[%d]".formatted(i));
        assertThat(branch.getParentSpanId()).isEqualTo(root.getSpanId());
        SpanData tip =
            exporter.getFinishedSpanItems().stream()
                .filter(span -> span.getParentSpanId().equals(branch.getSpanId()))
                .findFirst()
                .orElseThrow();
        assertThat(tip.getName()).isEqualTo("generate tip");
        assertThat(tip.getAttributes().get(AttributeKey.longKey("espalier.tokens.sampled")))
            .isPositive();
        assertThat(tip.getTraceId()).isEqualTo(request.getTraceId());
        assertThat(tip.getEndEpochNanos()).isLessThanOrEqualTo(branch.getEndEpochNanos());
      }
      // Not a word of the prompt or the answer.
      assertThat(exporter.getFinishedSpanItems().toString()).doesNotContain("boil", "Tips on");
    }
  }

  @Test
  void goesOnWithTheTraceOfTheCaller() throws Exception {
    String trace = "0af7651916cd43dd8448eb211c80319c";
    try (var server = TestServer.on(TestServer.simulated(), options())) {
      server.send(
          server
              .request("/v1/completions")
              .header("traceparent", "00-" + trace + "-b7ad6b7169203331-01")
              .POST(
                  HttpRequest.BodyPublishers.ofString(
                      "{\"prompt\":\"x\",\"n\":2,\"max_tokens\":3,\"ignore_eos\":true}")));
      TestServer.await(() -> exporter.getFinishedSpanItems().size() == 3);
      SpanData request = span("POST /v1/completions");
      assertThat(request.getTraceId()).isEqualTo(trace);
      assertThat(request.getParentSpanId()).isEqualTo("b7ad6b7169203331");
      List<SpanData> generations =
          exporter.getFinishedSpanItems().stream()
              .filter(span -> span.getName().startsWith("text_completion"))
              .toList();
      assertThat(generations).hasSize(2);
      for (SpanData generation : generations) {
        assertThat(generation.getParentSpanId()).isEqualTo(request.getSpanId());
        assertThat(
                generation.getAttributes().get(AttributeKey.longKey("gen_ai.usage.output_tokens")))
            .isEqualTo(3);
      }
    }
  }

  @Test
  void marksWhatFails() throws Exception {
    try (var server = TestServer.on(TestServer.simulated(), options())) {
      server.post("/v1/completions", "{\"prompt\":\"x\",\"regex\":\"(\"}");
      server.post("/nowhere", "");
      TestServer.await(() -> exporter.getFinishedSpanItems().size() == 3);
      assertThat(
              exporter.getFinishedSpanItems().stream()
                  .filter(span -> span.getStatus().getStatusCode() == StatusCode.ERROR))
          .singleElement()
          .satisfies(span -> assertThat(span.getName()).startsWith("text_completion"));
      // A path that nobody serves is no name of a span.
      assertThat(
              span("POST").getAttributes().get(AttributeKey.longKey("http.response.status_code")))
          .isEqualTo(404);
    }
  }

  @Test
  void isOffUnlessVariablesAskForIt() throws Exception {
    assertThat(Tracing.configured(Map.of()).isOn()).isFalse();
    assertThat(Tracing.configured(Map.of("OTEL_TRACES_EXPORTER", "none")).isOn()).isFalse();
    assertThat(
            Tracing.configured(
                    Map.of(
                        "OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:1",
                        "OTEL_SDK_DISABLED", "true"))
                .isOn())
        .isFalse();
    assertThatThrownBy(() -> Tracing.configured(Map.of("OTEL_TRACES_EXPORTER", "pigeon")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("pigeon");
  }

  @Test
  void sendsToTheCollectorThatTheVariablesName() throws Exception {
    var received = new LinkedBlockingQueue<String>();
    var collector =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext(
        "/v1/traces",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          received.add(new String(body, StandardCharsets.ISO_8859_1));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    collector.start();
    try (var tracing =
        Tracing.configured(
            Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                "http://127.0.0.1:" + collector.getAddress().getPort(),
                "OTEL_SERVICE_NAME",
                "the-service"))) {
      try (var server =
          TestServer.on(TestServer.simulated(), ServerOptions.of("tiny", 0).withTracing(tracing))) {
        server.post("/v1/completions", "{\"prompt\":\"x\",\"max_tokens\":1}");
      }
    } finally {
      String sent = received.poll(10, TimeUnit.SECONDS);
      collector.stop(0);
      assertThat(sent).contains("the-service", "POST /v1/completions", "text_completion");
    }
  }
}
