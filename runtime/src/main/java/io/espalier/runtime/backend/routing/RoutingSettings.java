package io.espalier.runtime.backend.routing;

/// How requests are spread over endpoints.
///
/// @param matchRatio the part of a prompt that an endpoint must probably hold to be preferred for
///   it
/// @param imbalanceRequests how many more requests at a time than the least loaded an endpoint may
///   have and still be preferred
/// @param imbalanceRatio how many times as many; both must be exceeded to count as imbalance
/// @param cacheBytes bytes of prompts remembered for each endpoint: about what its cache holds
public record RoutingSettings(
    double matchRatio, int imbalanceRequests, double imbalanceRatio, long cacheBytes) {

  /// Three tenths of the prompt, 8 requests and 1.5 times as many, 16 MiB (some 4 million tokens).
  public static final RoutingSettings DEFAULT = new RoutingSettings(0.3, 8, 1.5, 16L << 20);

  public RoutingSettings {
    if (!(matchRatio >= 0 && matchRatio <= 1)
        || imbalanceRequests < 0
        || !(imbalanceRatio >= 1)
        || cacheBytes < 1) {
      throw new IllegalArgumentException(
          "matchRatio %s, imbalanceRequests %d, imbalanceRatio %s, cacheBytes %d; allowed: 0 to 1, 0 or more, 1 or more, 1 or more"
              .formatted(matchRatio, imbalanceRequests, imbalanceRatio, cacheBytes));
    }
  }
}
