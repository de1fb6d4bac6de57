package io.espalier.runtime.server.request;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Finds the route of a request. Immutable.
public final class Router {
  /// A route with the values of its `{…}` parts.
  public record Match(Route route, Map<String, String> values) {}

  private final List<Route> routes;

  /// A router over routes; the first that fits wins.
  public Router(List<Route> routes) {
    this.routes = List.copyOf(routes);
  }

  /// Returns the route.
  ///
  /// @throws RequestException 404 or 405
  public Match match(String method, String path) {
    List<String> parts = List.of(path.substring(Math.min(1, path.length())).split("/", -1));
    var allowed = new TreeSet<String>();
    for (Route route : routes) {
      Map<String, String> values = values(route.parts(), parts);
      if (values != null) {
        if (route.method().equals(method)) {
          return new Match(route, values);
        }
        allowed.add(route.method());
      }
    }
    if (allowed.isEmpty()) {
      throw RequestException.of(404, "not_found", "there is no %s".formatted(path));
    }
    throw RequestException.of(
        405,
        "method_not_allowed",
        "%s is not allowed on %s; allowed: %s".formatted(method, path, String.join(", ", allowed)));
  }

  private static @org.jspecify.annotations.Nullable Map<String, String> values(
      List<String> pattern, List<String> parts) {
    if (pattern.size() != parts.size()) {
      return null;
    }
    var values = new LinkedHashMap<String, String>();
    for (int i = 0; i < parts.size(); i++) {
      String wanted = pattern.get(i);
      if (wanted.startsWith("{")) {
        values.put(wanted.substring(1, wanted.length() - 1), parts.get(i));
      } else if (!wanted.equals(parts.get(i))) {
        return null;
      }
    }
    return values;
  }
}
