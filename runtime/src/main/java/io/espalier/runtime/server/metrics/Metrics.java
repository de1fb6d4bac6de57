package io.espalier.runtime.server.metrics;

import io.espalier.dsl.Stats;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;

/// What a server has done so far. Thread-safe.
public final class Metrics {
  /// Media type of what [#write] returns.
  public static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static final Duration[] BUCKETS =
      DoubleStream.of(
              0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
          .mapToObj(seconds -> Duration.ofNanos((long) (seconds * 1e9)))
          .toArray(Duration[]::new);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final EngineMeters engine = new EngineMeters(registry);
  private final Map<Integer, Counter> responses = new ConcurrentHashMap<>();
  private final Counter disconnects = registry.counter("espalier.http.disconnects");
  private final Counter programs = registry.counter("espalier.programs");
  private final Counter promptTokens = registry.counter("espalier.request.prompt.tokens");
  private final Counter completionTokens = registry.counter("espalier.request.completion.tokens");
  private final Timer firstToken = timer("espalier.time.to.first.token");
  private final Timer betweenTokens = timer("espalier.inter.token.latency");
  private final Timer requestTime = timer("espalier.request");

  private Timer timer(String name, String... tags) {
    return Timer.builder(name).tags(tags).serviceLevelObjectives(BUCKETS).register(registry);
  }

  /// Counts an answer.
  public void answered(int status, long nanos) {
    responses
        .computeIfAbsent(
            status,
            code -> registry.counter("espalier.http.responses", "status", Integer.toString(code)))
        .increment();
    requestTime.record(nanos, TimeUnit.NANOSECONDS);
  }

  /// Counts a client that went before its answer was whole.
  public void disconnected() {
    disconnects.increment();
  }

  /// Counts a program that was started.
  public void programStarted() {
    programs.increment();
  }

  /// Counts a program that has ended.
  ///
  /// @param program name of the file it was served from, or one name for all others
  /// @param outcome one of a few words
  /// @param nanos from start to end
  public void programEnded(String program, String prompt, String outcome, Stats stats, long nanos) {
    timer("espalier.program", "program", program, "prompt", prompt, "outcome", outcome)
        .record(nanos, TimeUnit.NANOSECONDS);
    tokens(program, prompt, "prefilled", stats.prefillTokens());
    tokens(program, prompt, "cached", stats.cachedTokens());
    tokens(program, prompt, "forced", stats.forcedTokens());
    tokens(program, prompt, "sampled", stats.sampledTokens());
    registry
        .counter("espalier.program.branches", "program", program, "prompt", prompt)
        .increment((double) stats.branches());
  }

  private void tokens(String program, String prompt, String kind, long count) {
    registry
        .counter("espalier.program.tokens", "program", program, "prompt", prompt, "kind", kind)
        .increment((double) count);
  }

  /// Counts the tokens of a request.
  public void tokens(long prompt, long completion) {
    promptTokens.increment((double) prompt);
    completionTokens.increment((double) completion);
  }

  /// Returns a clock for one completion, which counts its first token and the time between tokens.
  public TokenClock clock() {
    return new TokenClock(firstToken, betweenTokens);
  }

  /// Writes everything as Prometheus reads it.
  public String write(EngineSnapshot now) {
    engine.show(now);
    // No adapter can be loaded, so none runs or waits; the value is when that was so.
    return registry.scrape()
        + "# TYPE vllm:lora_requests_info gauge\n"
        + "vllm:lora_requests_info{max_lora=\"0\",running_lora_adapters=\"\",waiting_lora_adapters=\"\"}"
        + " "
        + System.currentTimeMillis() / 1000
        + "\n";
  }
}
