package io.espalier.runtime.server.request;

import java.util.List;

/// A method and path with what answers them.
///
/// @param path with `{name}` for a part that may be anything
/// @param access who may ask
/// @param handler answers
public record Route(String method, String path, Access access, Handler handler) {

  /// Who may ask, and what counts against the limit of requests at a time.
  public enum Access {
    /// Everybody, also without a key.
    OPEN,
    /// Holders of a key; answered at once.
    KEY,
    /// Holders of a key; generates, so it counts against the limit.
    WORK
  }

  /// A route that answers at once.
  public static Route quick(String method, String path, Handler handler) {
    return new Route(method, path, Access.KEY, handler);
  }

  /// A route that generates.
  public static Route work(String method, String path, Handler handler) {
    return new Route(method, path, Access.WORK, handler);
  }

  /// Returns the parts of the path.
  List<String> parts() {
    return List.of(path.substring(1).split("/", -1));
  }
}
