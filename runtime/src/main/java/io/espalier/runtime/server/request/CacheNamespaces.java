package io.espalier.runtime.server.request;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Where in the prefix cache the requests of each tenant look. Thread-safe.
///
/// A tenant that flushes the cache gets a new namespace: what was cached for it is found no more
/// and makes room as it ages, while requests under way keep their pages and other tenants notice
/// nothing.
public final class CacheNamespaces {
  private final Map<Tenant, Integer> flushes = new ConcurrentHashMap<>();

  /// Returns the namespace of a request.
  ///
  /// @param salt the request's own, may be empty
  public String of(Tenant tenant, String salt) {
    int flushed = flushes.getOrDefault(tenant, 0);
    String namespace = tenant.namespace(salt);
    // A tenant's own namespace begins with digits and a colon, so none can spell this one.
    return flushed == 0 ? namespace : flushed + "!" + namespace;
  }

  /// Forgets what is cached for a tenant. The map has at most an entry for each key.
  public void flush(Tenant tenant) {
    flushes.merge(tenant, 1, Integer::sum);
  }
}
