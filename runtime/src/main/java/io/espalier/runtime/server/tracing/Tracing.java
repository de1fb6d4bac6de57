package io.espalier.runtime.server.tracing;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// Makes spans, or nothing where nobody asked for them. Thread-safe.
public final class Tracing implements AutoCloseable {
  /// Makes nothing.
  public static final Tracing NONE = new Tracing(OpenTelemetry.noop(), false, () -> {});

  private static final String SCOPE = "io.espalier.server";
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "otel.service.name", "espalier",
          "otel.metrics.exporter", "none",
          "otel.logs.exporter", "none",
          "otel.exporter.otlp.protocol", "http/protobuf");

  private final Tracer tracer;
  private final TextMapPropagator propagator;
  private final boolean on;
  private final Runnable onClose;

  private Tracing(OpenTelemetry telemetry, boolean on, Runnable onClose) {
    tracer = telemetry.getTracer(SCOPE);
    propagator = telemetry.getPropagators().getTextMapPropagator();
    this.on = on;
    this.onClose = onClose;
  }

  /// Traces to a given instance; closing leaves it open.
  public static Tracing of(OpenTelemetry telemetry) {
    return new Tracing(telemetry, true, () -> {});
  }

  /// Traces as `OTEL_…` variables say, or not at all.
  ///
  /// @throws IOException when they contradict themselves or name what is not there
  public static Tracing configured(Map<String, String> environment) throws IOException {
    if (!isAsked(environment)) {
      return NONE;
    }
    Map<String, String> given = new HashMap<>();
    environment.forEach((name, value) -> {
      if (name.startsWith("OTEL_")) {
        given.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value);
      }
    });
    try {
      var sdk =
          AutoConfiguredOpenTelemetrySdk.builder()
              .addPropertiesSupplier(() -> DEFAULTS)
              .addPropertiesCustomizer(_ -> given)
              .disableShutdownHook()
              .build()
              .getOpenTelemetrySdk();
      return new Tracing(sdk, true, sdk::close);
    } catch (ConfigurationException e) {
      throw new IOException("the OTEL_ variables cannot be followed: " + e.getMessage(), e);
    }
  }

  private static boolean isAsked(Map<String, String> environment) {
    String exporter = environment.getOrDefault("OTEL_TRACES_EXPORTER", "");
    if (environment.getOrDefault("OTEL_SDK_DISABLED", "").equalsIgnoreCase("true")
        || exporter.equals("none")) {
      return false;
    }
    return !exporter.isEmpty()
        || environment.containsKey("OTEL_EXPORTER_OTLP_ENDPOINT")
        || environment.containsKey("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");
  }

  /// Returns whether spans go anywhere.
  public boolean isOn() {
    return on;
  }

  /// Begins the span of a request on this thread, where what follows finds it.
  ///
  /// @param headers by name in lower case
  public RequestSpan request(String method, Map<String, String> headers) {
    Context parent = propagator.extract(Context.root(), headers, HEADERS);
    return new RequestSpan(
        tracer.spanBuilder(method).setSpanKind(SpanKind.SERVER).setParent(parent).startSpan(),
        method);
  }

  /// Begins the span of a plain generation, below this thread's.
  public GenerationSpan generation(String model) {
    return new GenerationSpan(tracer.spanBuilder("text_completion " + model).startSpan(), model);
  }

  /// Begins the span of a program, below this thread's.
  ///
  /// @param program file that it was served from, or what stands for all others
  public ProgramSpans program(String id, String program, String prompt) {
    return new ProgramSpans(tracer, id, program, prompt);
  }

  /// Returns a task that finds this thread's span wherever it runs.
  public static <T> Callable<T> carried(Callable<T> task) {
    return Context.current().wrap(task);
  }

  /// Sends what is left and stops.
  @Override
  public void close() {
    onClose.run();
  }

  private static final TextMapGetter<Map<String, String>> HEADERS =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Map<String, String> headers) {
          return headers.keySet();
        }

        @Override
        public @Nullable String get(@Nullable Map<String, String> headers, String name) {
          return headers == null ? null : headers.get(name.toLowerCase(Locale.ROOT));
        }
      };
}
