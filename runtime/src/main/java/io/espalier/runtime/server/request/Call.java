package io.espalier.runtime.server.request;

import io.espalier.runtime.server.http.Exchange;
import io.espalier.runtime.server.http.Request;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// One request on its way through a handler.
///
/// @param quota what the tenant's key may still ask for
/// @param path the values of the route's `{…}` parts
public record Call(
    Request request, Exchange exchange, Tenant tenant, Quota quota, Map<String, String> path) {

  /// Reads the body as a JSON object.
  ///
  /// @throws RequestException when it is none
  public Fields fields() {
    return Fields.of(JsonBody.readObject(request.body()), "");
  }

  /// Sends JSON as the whole response.
  public void json(int status, JsonNode body) {
    exchange.send(status, "application/json", body.toString(), Map.of());
  }

  /// Returns the request's own salt for the cache, from its header.
  public String saltHeader() {
    return request.header("x-cache-salt");
  }

  /// Returns the value of a header, where it is there.
  public Optional<String> header(String name) {
    return Optional.ofNullable(request.headers().get(name));
  }

  /// Returns whether the client asks for server-sent events.
  public boolean wantsEvents() {
    return request.header("accept").contains("text/event-stream");
  }
}
