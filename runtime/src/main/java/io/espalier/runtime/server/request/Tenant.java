package io.espalier.runtime.server.request;

/// Who asks.
///
/// @param name of the API key; empty where the server runs without keys
public record Tenant(String name) {
  /// Everybody, on a server without keys.
  public static final Tenant ANYBODY = new Tenant("");

  /// Returns the cache namespace of this tenant's requests: two requests share a cached prefix, and
  /// can tell from the time it takes that they do, only when tenant and salt are the same. The
  /// tenant's length in front keeps one tenant from spelling another's namespace.
  ///
  /// @param salt the request's own, may be empty
  public String namespace(String salt) {
    return name.isEmpty() && salt.isEmpty() ? "" : name.length() + ":" + name + ":" + salt;
  }
}
