package io.espalier.runtime.server.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// The meters that show the engine as the last snapshot has it. Thread-safe.
final class EngineMeters {
  private final MeterRegistry registry;
  private volatile @Nullable EngineSnapshot latest;

  EngineMeters(MeterRegistry registry) {
    this.registry = registry;
    ours();
    gatewayExtension();
  }

  void show(EngineSnapshot snapshot) {
    latest = snapshot;
  }

  private void ours() {
    gauge("espalier.http.requests", EngineSnapshot::requests);
    gauge("espalier.http.connections", EngineSnapshot::connections);
    gauge("espalier.calls.running", now -> now.engine().running());
    gauge("espalier.calls.waiting", now -> now.engine().waiting());
    gauge("espalier.kv.pages", now -> now.engine().pages());
    gauge("espalier.kv.pages.used", now -> now.engine().usedPages());
    gauge("espalier.kv.pages.cached", now -> now.engine().cachedPages());
    gauge("espalier.cache.hit.rate", now -> now.engine().hitRate());
    counter("espalier.prefilled.tokens", now -> now.engine().prefilledTokens());
    counter("espalier.cached.tokens", now -> now.engine().cachedTokens());
    counter("espalier.forced.tokens", now -> now.engine().forcedTokens());
    counter("espalier.sampled.tokens", now -> now.engine().sampledTokens());
    counter("espalier.scored.tokens", now -> now.engine().scoredTokens());
    counter("espalier.forward.passes", now -> now.engine().steps());
    counter("espalier.preemptions", now -> now.engine().preemptions());
    counter("espalier.constraints.found", now -> now.constraints().found());
    FunctionTimer.builder(
            "espalier.constraint.compile",
            this,
            meters -> (long) meters.value(now -> now.constraints().compiled()),
            meters -> meters.value(now -> now.constraints().compileNanos()),
            TimeUnit.NANOSECONDS)
        .register(registry);
    FunctionTimer.builder(
            "espalier.mask.fill",
            this,
            meters -> (long) meters.value(now -> now.engine().masks()),
            meters -> meters.value(now -> now.engine().maskNanos()),
            TimeUnit.NANOSECONDS)
        .register(registry);
  }

  /// The gauges of the Kubernetes Gateway API Inference Extension, by the names of vLLM.
  private void gatewayExtension() {
    gauge("vllm:num_requests_waiting", now -> now.engine().waiting());
    gauge("vllm:num_requests_running", now -> now.engine().running());
    gauge("vllm:kv_cache_usage_perc", EngineSnapshot::cacheUtilisation);
    gauge("vllm:gpu_cache_usage_perc", EngineSnapshot::cacheUtilisation);
  }

  private void gauge(String name, ToDoubleFunction<EngineSnapshot> value) {
    Gauge.builder(name, this, meters -> meters.value(value)).register(registry);
  }

  private void counter(String name, ToDoubleFunction<EngineSnapshot> value) {
    FunctionCounter.builder(name, this, meters -> meters.value(value)).register(registry);
  }

  private double value(ToDoubleFunction<EngineSnapshot> value) {
    EngineSnapshot now = latest;
    return now == null ? 0 : value.applyAsDouble(now);
  }
}
