package io.espalier.runtime.server.generation;

import io.espalier.runtime.scheduler.ContextLengthException;
import io.espalier.runtime.scheduler.SequenceOptions;
import io.espalier.runtime.server.metrics.Metrics;
import io.espalier.runtime.server.request.CacheNamespaces;
import io.espalier.runtime.server.request.Call;
import io.espalier.runtime.server.request.Fields;
import io.espalier.runtime.server.request.RequestException;
import io.espalier.runtime.server.request.WorkLimits;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/// The model that a server serves, with its name and limits. Immutable.
///
/// @param name what clients call it
/// @param started when the server began, for the list of models
/// @param namespaces where in the cache each tenant's requests look
public record ModelService(
    TextEngine engine,
    String name,
    WorkLimits limits,
    Metrics metrics,
    Instant started,
    CacheNamespaces namespaces) {

  /// Returns this service with everything on the account of whoever calls.
  public ModelService charging(Call call) {
    return new ModelService(
        engine.charging(call.quota()), name, limits, metrics, started, namespaces);
  }

  /// Checks the name that a request asks for; without one the served model answers.
  public void checkModel(Fields fields) {
    String asked = fields.text("model").orElse(name);
    String bare = asked.endsWith(":latest") ? asked.substring(0, asked.length() - 7) : asked;
    if (!bare.equals(name)) {
      throw RequestException.of(
          404,
          "model_not_found",
          "there is no model '%s'; this server has '%s'".formatted(asked, name));
    }
  }

  /// Reads how a request's sequence is opened: `cache_salt` and `priority`, with the server's
  /// deadline.
  public SequenceOptions sequenceOptions(Call call, Fields fields, String saltName) {
    String salt = fields.text(saltName).orElse(call.saltHeader());
    return SequenceOptions.DEFAULT
        .withLabel("request")
        .withNamespace(namespaces.of(call.tenant(), salt))
        .withPriority((int) fields.whole("priority", 0, -1000, 1000))
        .withDeadline(Instant.now().plus(limits.time()));
  }

  /// Returns the bound of a completion: what is asked for, within the limits and the context.
  ///
  /// @param asked 0 for as much as there is room for
  /// @throws ContextLengthException when there is no room behind the prompt
  public int maxTokens(long asked, int promptTokens) {
    int room = engine.contextLength() - promptTokens;
    if (room < 1) {
      throw RequestException.of(
          400,
          "context_length_exceeded",
          "the prompt has %d tokens; the model's context of %d leaves no room for an answer"
              .formatted(promptTokens, engine.contextLength()));
    }
    int most = Math.min(room, limits.tokens());
    return asked == 0 ? most : (int) Math.min(asked, most);
  }

  /// Returns a new name for an answer.
  public static String id(String prefix) {
    byte[] bytes = new byte[12];
    ThreadLocalRandom.current().nextBytes(bytes);
    return prefix + HexFormat.of().formatHex(bytes);
  }
}
