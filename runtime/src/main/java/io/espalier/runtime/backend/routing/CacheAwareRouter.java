package io.espalier.runtime.backend.routing;

import java.util.function.IntPredicate;

/// The endpoint that probably holds most of the prompt, bounded by load. Thread-safe: one lock,
/// held for one walk per endpoint.
///
/// The approach is that of SGLang's router: approximate trees on the client's side, shortest queue
/// where the loads are out of balance.
public final class CacheAwareRouter implements Router {
  private final RoutingSettings settings;
  private final PrefixTree[] trees;
  private final int[] loads;

  /// A router that knows nothing yet.
  public CacheAwareRouter(int endpoints, RoutingSettings settings) {
    this.settings = settings;
    trees = new PrefixTree[endpoints];
    loads = new int[endpoints];
    for (int i = 0; i < endpoints; i++) {
      trees[i] = new PrefixTree(settings.cacheBytes());
    }
  }

  @Override
  public synchronized int acquire(byte[] key, IntPredicate usable) {
    int least = NONE;
    int most = NONE;
    int longest = NONE;
    int matched = -1;
    for (int i = 0; i < trees.length; i++) {
      if (!usable.test(i)) {
        continue;
      }
      least = least == NONE || isFreer(i, least) ? i : least;
      most = most == NONE || loads[i] > loads[most] ? i : most;
      int match = trees[i].match(key);
      if (match > matched || (match == matched && isFreer(i, longest))) {
        matched = match;
        longest = i;
      }
    }
    if (least == NONE) {
      return NONE;
    }
    boolean balanced =
        loads[most] - loads[least] <= settings.imbalanceRequests()
            || loads[most] <= loads[least] * settings.imbalanceRatio();
    boolean follows = matched >= settings.matchRatio() * key.length && matched > 0;
    int chosen = balanced && follows ? longest : balanced ? emptiest(usable) : least;
    trees[chosen].insert(key);
    loads[chosen]++;
    return chosen;
  }

  private boolean isFreer(int one, int other) {
    return loads[one] < loads[other]
        || (loads[one] == loads[other] && trees[one].size() < trees[other].size());
  }

  /// The endpoint with the least in its cache, the less loaded of equals.
  private int emptiest(IntPredicate usable) {
    int best = NONE;
    for (int i = 0; i < trees.length; i++) {
      if (usable.test(i)
          && (best == NONE
              || trees[i].size() < trees[best].size()
              || (trees[i].size() == trees[best].size() && loads[i] < loads[best]))) {
        best = i;
      }
    }
    return best;
  }

  @Override
  public synchronized void release(int endpoint) {
    if (loads[endpoint] == 0) {
      throw new IllegalStateException("endpoint " + endpoint + " has no request to release");
    }
    loads[endpoint]--;
  }

  @Override
  public synchronized void forget(int endpoint) {
    trees[endpoint].clear();
  }
}
