package io.espalier.runtime.backend.configuration;

import io.espalier.dsl.diagnostic.Span;
import io.espalier.runtime.backend.BackendCode;
import io.espalier.runtime.backend.Capabilities.Feature;
import io.espalier.runtime.backend.Prices;
import io.espalier.runtime.backend.dialect.DialectTable;
import io.espalier.runtime.backend.remote.ConnectOptions;
import io.espalier.runtime.backend.resilience.CircuitBreaker;
import io.espalier.runtime.backend.resilience.RetryPolicy;
import io.espalier.runtime.backend.routing.RoutingSettings;
import io.espalier.runtime.backend.transport.AnswerLimits;
import io.espalier.runtime.backend.transport.Secret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads one backend of a file.
///
/// @param fields the backend's
/// @param environment gives the value of a variable, null where it is not set
record BackendReader(FieldReader fields, Function<String, @Nullable String> environment) {

  /// Returns the options as far as they are right; empty where there is no dialect.
  Optional<ConnectOptions.Builder> read() {
    Optional<DialectTable> dialect = dialect();
    if (dialect.isEmpty()) {
      return Optional.empty();
    }
    ConnectOptions.Builder builder = ConnectOptions.of(dialect.get());
    fields.text("model").ifPresent(builder::model);
    fields
        .text("tokenizer")
        .ifPresent(name -> attempt(fields.span("tokenizer"), () -> builder.tokenizer(name)));
    endpoints(builder);
    key(builder);
    features("with", builder, true);
    features("without", builder, false);
    builder.logprobs(fields.flag("logprobs"));
    fields.number("context_tokens", 1, Integer.MAX_VALUE, n -> builder.contextTokens(n.intValue()));
    limits(builder);
    prices(builder);
    routing(builder);
    return Optional.of(builder);
  }

  private Optional<DialectTable> dialect() {
    Optional<String> name = fields.text("dialect");
    if (name.isEmpty()) {
      fields.error(
          BackendCode.MISSING_FIELD,
          fields.span("dialect"),
          "a backend needs a dialect",
          "allowed: " + DialectTable.names());
      return Optional.empty();
    }
    Optional<DialectTable> dialect = DialectTable.of(name.get());
    if (dialect.isEmpty()) {
      fields.error(
          BackendCode.WRONG_VALUE,
          fields.span("dialect"),
          "'%s' is no dialect".formatted(name.get()),
          "allowed: " + DialectTable.names());
    }
    return dialect;
  }

  private void endpoints(ConnectOptions.Builder builder) {
    var urls = new ArrayList<>(fields.texts("url"));
    urls.addAll(fields.texts("endpoints"));
    if (urls.isEmpty()) {
      fields.error(
          BackendCode.MISSING_FIELD,
          fields.span("url"),
          "a backend needs a url or endpoints",
          "url: http://127.0.0.1:8000");
    }
    urls.forEach(url -> attempt(url.span(), () -> builder.endpoint(url.text())));
  }

  /// A key in the file is refused: files are shared, copied and committed.
  private void key(ConnectOptions.Builder builder) {
    for (String name : new String[] {"key", "api_key", "token", "password"}) {
      if (fields.text(name).isPresent()) {
        fields.error(
            BackendCode.KEY_IN_FILE,
            Span.at(fields.span(name).start()),
            "a key must not stand in this file",
            "put it in an environment variable and write key_env: NAME_OF_THE_VARIABLE");
      }
    }
    fields
        .text("key_env")
        .ifPresent(variable -> {
          String value = environment.apply(variable);
          boolean isName =
              variable.chars().allMatch(c -> c == '_' || (c < 128 && Character.isLetterOrDigit(c)));
          if (!isName || variable.length() > 100) {
            fields.error(
                BackendCode.KEY_IN_FILE,
                Span.at(fields.span("key_env").start()),
                "key_env must be the name of an environment variable",
                "key_env: OPENAI_API_KEY");
          } else if (value != null && !value.isBlank()) {
            attempt(fields.span("key_env"), () -> builder.key(new Secret(value.strip())));
          } else {
            builder.keyMissing(variable);
          }
        });
  }

  private void features(String name, ConnectOptions.Builder builder, boolean add) {
    for (YamlValue.Scalar text : fields.texts(name)) {
      Optional<Feature> feature =
          Arrays.stream(Feature.values())
              .filter(f -> f.name().equalsIgnoreCase(text.text()))
              .findFirst();
      if (feature.isEmpty()) {
        fields.error(
            BackendCode.WRONG_VALUE,
            text.span(),
            "there is no feature '%s'".formatted(text.text()),
            "allowed: "
                + Arrays.stream(Feature.values())
                    .map(f -> f.name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", ")));
      } else if (add) {
        builder.with(feature.get());
      } else {
        builder.without(feature.get());
      }
    }
  }

  private void limits(ConnectOptions.Builder builder) {
    FieldReader limits = fields.object("limits");
    AnswerLimits answer = AnswerLimits.DEFAULT;
    double[] seconds = {
      answer.firstByte().toSeconds(), answer.betweenBytes().toSeconds(), answer.total().toSeconds()
    };
    double[] bytes = {answer.bodyBytes(), answer.lineBytes()};
    limits.number("requests_per_second", 0, 1e6, builder::requestsPerSecond);
    limits.number("concurrent_requests", 1, 1e5, n -> builder.concurrentRequests(n.intValue()));
    limits.number(
        "attempts",
        1,
        100,
        n ->
            builder.retry(
                new RetryPolicy(
                    n.intValue(), RetryPolicy.DEFAULT.first(), RetryPolicy.DEFAULT.longest())));
    limits.number("first_byte_seconds", 0.001, 86_400, n -> seconds[0] = n);
    limits.number("between_bytes_seconds", 0.001, 86_400, n -> seconds[1] = n);
    limits.number("total_seconds", 0.001, 86_400, n -> seconds[2] = n);
    limits.number("body_bytes", 1, 1 << 30, n -> bytes[0] = n);
    limits.number("line_bytes", 1, 1 << 30, n -> bytes[1] = n);
    limits.number(
        "breaker_failures",
        1,
        1e6,
        n ->
            builder.breaker(
                new CircuitBreaker.Settings(
                    n.intValue(), CircuitBreaker.Settings.DEFAULT.pause())));
    limits.refuseOthers();
    builder.limits(
        answer
            .withSizes((long) bytes[0], (int) bytes[1], answer.jsonDepth())
            .withTimes(duration(seconds[0]), duration(seconds[1]), duration(seconds[2])));
  }

  private static Duration duration(double seconds) {
    return Duration.ofNanos((long) (seconds * 1e9));
  }

  private void prices(ConnectOptions.Builder builder) {
    FieldReader prices = fields.object("prices");
    double[] numbers = new double[3];
    prices.number("prompt", 0, 1e6, n -> numbers[0] = n);
    // What is cached costs as much as what is not unless the file says otherwise.
    numbers[1] = numbers[0];
    prices.number("cached", 0, 1e6, n -> numbers[1] = n);
    prices.number("completion", 0, 1e6, n -> numbers[2] = n);
    prices.refuseOthers();
    builder.prices(new Prices(numbers[0], numbers[1], numbers[2]));
  }

  private void routing(ConnectOptions.Builder builder) {
    FieldReader routing = fields.object("routing");
    RoutingSettings usual = RoutingSettings.DEFAULT;
    double[] numbers = {
      usual.matchRatio(), usual.imbalanceRequests(), usual.imbalanceRatio(), usual.cacheBytes()
    };
    routing.number("match_ratio", 0, 1, n -> numbers[0] = n);
    routing.number("imbalance_requests", 0, 1e6, n -> numbers[1] = n);
    routing.number("imbalance_ratio", 1, 1e6, n -> numbers[2] = n);
    routing.number("cache_bytes", 1, 1L << 34, n -> numbers[3] = n);
    routing.number("health_seconds", 0.1, 86_400, n -> builder.healthInterval(duration(n)));
    routing.refuseOthers();
    builder.routing(
        new RoutingSettings(numbers[0], (int) numbers[1], numbers[2], (long) numbers[3]));
  }

  private void attempt(Span span, Runnable set) {
    try {
      set.run();
    } catch (IllegalArgumentException e) {
      fields.error(BackendCode.WRONG_VALUE, span, String.valueOf(e.getMessage()), "");
    }
  }
}
