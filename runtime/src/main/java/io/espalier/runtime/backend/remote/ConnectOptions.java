package io.espalier.runtime.backend.remote;

import io.espalier.runtime.backend.Capabilities.Feature;
import io.espalier.runtime.backend.Prices;
import io.espalier.runtime.backend.dialect.DialectTable;
import io.espalier.runtime.backend.resilience.CircuitBreaker;
import io.espalier.runtime.backend.resilience.RetryPolicy;
import io.espalier.runtime.backend.routing.RoutingSettings;
import io.espalier.runtime.backend.transport.AnswerLimits;
import io.espalier.runtime.backend.transport.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// How a remote backend is reached and used. Immutable; made by [#to] and a builder.
///
/// ```java
/// ConnectOptions.to("vllm:http://gpu1:8000").endpoint("http://gpu2:8000")
///     .model("llama-3").keyFrom("VLLM_KEY").requestsPerSecond(20).build()
/// ```
public final class ConnectOptions {
  final DialectTable dialect;
  final List<URI> endpoints;
  final String model;
  final Optional<Secret> key;
  final Optional<String> tokenizer;
  final Set<Feature> features;
  final boolean logprobs;
  final int contextTokens;
  final AnswerLimits limits;
  final RetryPolicy retry;
  final CircuitBreaker.Settings breaker;
  final double requestsPerSecond;
  final int concurrentRequests;
  final RoutingSettings routing;
  final Duration healthInterval;
  final Prices prices;

  private ConnectOptions(Builder from) {
    dialect = from.dialect;
    endpoints = List.copyOf(from.endpoints);
    model = from.model;
    key = from.key;
    tokenizer = from.tokenizer;
    features = Set.copyOf(from.features);
    logprobs = from.logprobs;
    contextTokens = from.contextTokens;
    limits = from.limits;
    retry = from.retry;
    breaker = from.breaker;
    requestsPerSecond = from.requestsPerSecond;
    concurrentRequests = from.concurrentRequests;
    routing = from.routing;
    healthInterval = from.healthInterval;
    prices = from.prices;
  }

  /// Begins with `dialect:url`, such as `sglang:http://127.0.0.1:30000`.
  ///
  /// @throws IllegalArgumentException naming the dialects, or what is wrong with the URL
  public static Builder to(String address) {
    int colon = address.indexOf(':');
    String name = colon < 0 ? address : address.substring(0, colon);
    DialectTable dialect =
        DialectTable.of(name)
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "'%s' names no dialect; allowed: %s, as in vllm:http://127.0.0.1:8000"
                        .formatted(name, DialectTable.names())));
    return new Builder(dialect).endpoint(colon < 0 ? "" : address.substring(colon + 1));
  }

  /// Begins without an endpoint.
  public static Builder of(DialectTable dialect) {
    return new Builder(dialect);
  }

  /// Returns the dialect.
  public DialectTable dialect() {
    return dialect;
  }

  /// Returns the servers.
  public List<URI> endpoints() {
    return endpoints;
  }

  /// Returns the server's name of the model.
  public String model() {
    return model;
  }

  /// Collects options; those not given are at their defaults.
  public static final class Builder {
    private static final int MAX_ENDPOINTS = 256;

    private final DialectTable dialect;
    private final List<URI> endpoints = new ArrayList<>();
    private String model = "default";
    private Optional<Secret> key = Optional.empty();
    private Optional<String> missingKey = Optional.empty();
    private Optional<String> tokenizer = Optional.empty();
    private final Set<Feature> features;
    private boolean logprobs;
    private int contextTokens = Integer.MAX_VALUE;
    private AnswerLimits limits = AnswerLimits.DEFAULT;
    private RetryPolicy retry = RetryPolicy.DEFAULT;
    private CircuitBreaker.Settings breaker = CircuitBreaker.Settings.DEFAULT;
    private double requestsPerSecond;
    private int concurrentRequests = 64;
    private RoutingSettings routing = RoutingSettings.DEFAULT;
    private Duration healthInterval = Duration.ofSeconds(10);
    private Prices prices = Prices.NONE;

    private Builder(DialectTable dialect) {
      this.dialect = dialect;
      features = EnumSet.copyOf(dialect.features());
    }

    /// Adds a server.
    ///
    /// @throws IllegalArgumentException when it is no `http` or `https` URL, or carries a user, a
    ///   query or a fragment
    public Builder endpoint(String url) {
      if (endpoints.size() == MAX_ENDPOINTS) {
        throw new IllegalArgumentException(
            "more than %d endpoints are given".formatted(MAX_ENDPOINTS));
      }
      endpoints.add(uri(url));
      return this;
    }

    private static URI uri(String url) {
      URI uri;
      try {
        uri = new URI(url.endsWith("/v1") ? url.substring(0, url.length() - 3) : url);
      } catch (URISyntaxException _) {
        throw new IllegalArgumentException("the URL of an endpoint is malformed");
      }
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (!http
          || uri.getHost() == null
          || uri.getRawUserInfo() != null
          || uri.getRawQuery() != null
          || uri.getRawFragment() != null) {
        // Not shown: what makes it wrong may be a password.
        throw new IllegalArgumentException(
            "the URL of an endpoint must be http://HOST:PORT/PATH or https://…, without user, query"
                + " and fragment");
      }
      return uri;
    }

    /// Sets the server's name of the model.
    public Builder model(String name) {
      model = name;
      return this;
    }

    /// Sets the key.
    public Builder key(Secret value) {
      key = Optional.of(value);
      return this;
    }

    /// Takes the key from an environment variable; [#build] refuses where that is not set.
    public Builder keyFrom(String variable) {
      String value = System.getenv(variable);
      return value == null || value.isBlank()
          ? keyMissing(variable)
          : key(new Secret(value.strip()));
    }

    /// Notes that the key is to come from a variable that is not set; [#build] then refuses.
    public Builder keyMissing(String variable) {
      missingKey = Optional.of(variable);
      return this;
    }

    /// Names the model whose tokenizer the server's model has, as `--model` does: prompts are sent
    /// as token ids then, and turns and text may be mixed.
    public Builder tokenizer(String name) {
      if (!dialect.features().contains(Feature.TOKEN_IDS)) {
        throw new IllegalArgumentException(
            "%s takes no token ids, so a tokenizer is of no use".formatted(dialect.id()));
      }
      tokenizer = Optional.of(name);
      return this;
    }

    /// Says that this server has a feature which its dialect does not promise.
    public Builder with(Feature feature) {
      features.add(feature);
      return this;
    }

    /// Says that this server lacks a feature.
    public Builder without(Feature feature) {
      features.remove(feature);
      return this;
    }

    /// Asks for the log-probabilities of generated tokens.
    public Builder logprobs(boolean value) {
      logprobs = value;
      return this;
    }

    /// Sets the most tokens of a prompt with its completion.
    public Builder contextTokens(int value) {
      contextTokens = value;
      return this;
    }

    /// Sets how much and how long a server may send.
    public Builder limits(AnswerLimits value) {
      limits = value;
      return this;
    }

    /// Sets how failed requests are repeated.
    public Builder retry(RetryPolicy value) {
      retry = value;
      return this;
    }

    /// Sets when a failing server is left alone.
    public Builder breaker(CircuitBreaker.Settings value) {
      breaker = value;
      return this;
    }

    /// Sets the most requests a second over all endpoints; 0 for no limit.
    public Builder requestsPerSecond(double value) {
      requestsPerSecond = value;
      return this;
    }

    /// Sets the most requests at a time over all endpoints.
    public Builder concurrentRequests(int value) {
      concurrentRequests = value;
      return this;
    }

    /// Sets how requests are spread over endpoints.
    public Builder routing(RoutingSettings value) {
      routing = value;
      return this;
    }

    /// Sets how often each of several endpoints is asked whether it is well.
    public Builder healthInterval(Duration value) {
      healthInterval = value;
      return this;
    }

    /// Sets what tokens cost.
    public Builder prices(Prices value) {
      prices = value;
      return this;
    }

    /// Returns the options.
    ///
    /// @throws IllegalArgumentException when there is no endpoint or a number is out of range
    public ConnectOptions build() {
      if (missingKey.isPresent()) {
        throw new IllegalArgumentException(
            "the environment variable %s, which is to hold the key, is not set"
                .formatted(missingKey.get()));
      }
      if (endpoints.isEmpty()) {
        throw new IllegalArgumentException("a backend needs at least one endpoint");
      }
      if (concurrentRequests < 1 || contextTokens < 1 || !(requestsPerSecond >= 0)) {
        throw new IllegalArgumentException(
            "concurrentRequests is %d, contextTokens %d, requestsPerSecond %s; allowed: 1 or more, 1 or more, 0 or more"
                .formatted(concurrentRequests, contextTokens, requestsPerSecond));
      }
      if (logprobs) {
        features.add(Feature.TOKEN_LOGPROBS);
      }
      return new ConnectOptions(this);
    }
  }
}
