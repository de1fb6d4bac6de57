package io.espalier.runtime.server.metrics;

import io.espalier.runtime.scheduler.SchedulerStatistics;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// What a server has done so far. Thread-safe.
public final class Metrics {
  private final Map<Integer, LongAdder> responses = new ConcurrentHashMap<>();
  private final LongAdder disconnects = new LongAdder();
  private final LongAdder programs = new LongAdder();
  private final LongAdder promptTokens = new LongAdder();
  private final LongAdder completionTokens = new LongAdder();
  private final Histogram firstToken = new Histogram();
  private final Histogram betweenTokens = new Histogram();
  private final Histogram requestTime = new Histogram();

  /// Counts an answer.
  public void answered(int status, long nanos) {
    responses.computeIfAbsent(status, _ -> new LongAdder()).increment();
    requestTime.record(nanos);
  }

  /// Counts a client that went before its answer was whole.
  public void disconnected() {
    disconnects.increment();
  }

  /// Counts a program that was started.
  public void programStarted() {
    programs.increment();
  }

  /// Counts the tokens of a request.
  public void tokens(long prompt, long completion) {
    promptTokens.add(prompt);
    completionTokens.add(completion);
  }

  /// Returns a clock for one completion, which counts its first token and the time between tokens.
  public TokenClock clock() {
    return new TokenClock(firstToken, betweenTokens);
  }

  /// Writes everything as Prometheus reads it.
  ///
  /// @param requests requests that are being answered
  /// @param connections open connections
  public String write(SchedulerStatistics engine, int requests, int connections) {
    var out = new StringBuilder();
    type(out, "espalier_http_responses_total", "counter");
    new TreeMap<>(responses)
        .forEach((status, count) ->
            out.append(
                "espalier_http_responses_total{status=\"%d\"} %d\n"
                    .formatted(status, count.sum())));
    counter(out, "espalier_http_disconnects_total", disconnects.sum());
    counter(out, "espalier_programs_total", programs.sum());
    counter(out, "espalier_request_prompt_tokens_total", promptTokens.sum());
    counter(out, "espalier_request_completion_tokens_total", completionTokens.sum());
    counter(out, "espalier_prefilled_tokens_total", engine.prefilledTokens());
    counter(out, "espalier_cached_tokens_total", engine.cachedTokens());
    counter(out, "espalier_forced_tokens_total", engine.forcedTokens());
    counter(out, "espalier_sampled_tokens_total", engine.sampledTokens());
    counter(out, "espalier_forward_passes_total", engine.steps());
    counter(out, "espalier_preemptions_total", engine.preemptions());
    gauge(out, "espalier_http_requests", requests);
    gauge(out, "espalier_http_connections", connections);
    gauge(out, "espalier_calls_running", engine.running());
    gauge(out, "espalier_calls_waiting", engine.waiting());
    gauge(out, "espalier_kv_pages", engine.pages());
    gauge(out, "espalier_kv_pages_used", engine.usedPages());
    gauge(out, "espalier_kv_pages_cached", engine.cachedPages());
    gauge(out, "espalier_cache_hit_rate", engine.hitRate());
    histogram(out, "espalier_time_to_first_token_seconds", firstToken);
    histogram(out, "espalier_inter_token_latency_seconds", betweenTokens);
    histogram(out, "espalier_request_seconds", requestTime);
    return out.toString();
  }

  private static void type(StringBuilder out, String name, String type) {
    out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private static void counter(StringBuilder out, String name, long value) {
    type(out, name, "counter");
    out.append(name).append(' ').append(value).append('\n');
  }

  private static void gauge(StringBuilder out, String name, double value) {
    type(out, name, "gauge");
    out.append(name).append(' ').append(value).append('\n');
  }

  private static void histogram(StringBuilder out, String name, Histogram histogram) {
    type(out, name, "histogram");
    histogram.write(name, out);
  }
}
