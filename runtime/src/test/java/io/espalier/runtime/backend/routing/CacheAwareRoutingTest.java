package io.espalier.runtime.backend.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/// Four replicas with a cache each, and prompts that share headers.
///
/// A prompt is one of 64 headers of 6 to 10 kB, drawn by Zipf's law, and a question of its own. A
/// replica's cache holds about a quarter of the headers, so all of them together hold all. Sixteen
/// requests are under way at a time. Times are left out: what counts is how many prompt bytes a
/// replica's cache holds.
final class CacheAwareRoutingTest {
  private static final int REPLICAS = 4;
  private static final int CONCURRENT = 16;
  private static final int CAPACITY = 160_000;

  private static byte[] text(Random random, int least, int most) {
    byte[] text = new byte[least + random.nextInt(most - least + 1)];
    random.nextBytes(text);
    return text;
  }

  private static List<byte[]> workload(long seed, double exponent) {
    var random = new Random(seed);
    var headers = new ArrayList<byte[]>();
    double[] upTo = new double[64];
    double total = 0;
    for (int i = 0; i < upTo.length; i++) {
      headers.add(text(random, 6000, 10_000));
      total += Math.pow(i + 1, -exponent);
      upTo[i] = total;
    }
    var requests = new ArrayList<byte[]>();
    for (int i = 0; i < 4000; i++) {
      int drawn = Arrays.binarySearch(upTo, random.nextDouble() * total);
      byte[] header = headers.get(drawn < 0 ? -drawn - 1 : drawn);
      byte[] question = text(random, 100, 400);
      byte[] prompt = Arrays.copyOf(header, header.length + question.length);
      System.arraycopy(question, 0, prompt, header.length, question.length);
      requests.add(prompt);
    }
    return requests;
  }

  private static double hitRate(List<byte[]> requests, Router router, List<PrefixTree> caches) {
    var running = new ArrayDeque<Integer>();
    long hits = 0;
    long bytes = 0;
    for (byte[] request : requests) {
      if (running.size() == CONCURRENT) {
        router.release(running.remove());
      }
      int chosen = router.acquire(request, _ -> true);
      running.add(chosen);
      hits += caches.get(chosen).insert(request);
      bytes += request.length;
    }
    return (double) hits / bytes;
  }

  private static List<PrefixTree> caches(int count, int capacity) {
    var caches = new ArrayList<PrefixTree>();
    for (int i = 0; i < count; i++) {
      caches.add(new PrefixTree(capacity));
    }
    return caches;
  }

  private static final class RoundRobin implements Router {
    private final int endpoints;
    private int next;

    RoundRobin(int endpoints) {
      this.endpoints = endpoints;
    }

    @Override
    public int acquire(byte[] key, IntPredicate usable) {
      return next++ % endpoints;
    }

    @Override
    public void release(int endpoint) {}

    @Override
    public void forget(int endpoint) {}
  }

  private static Router aware() {
    return new CacheAwareRouter(REPLICAS, new RoutingSettings(0.3, 8, 1.5, CAPACITY));
  }

  private record Rates(double shared, double aware, double roundRobin) {}

  private static Rates rates(long seed, double exponent) {
    List<byte[]> requests = workload(seed, exponent);
    var rates =
        new Rates(
            hitRate(requests, new RoundRobin(1), caches(1, REPLICAS * CAPACITY)),
            hitRate(requests, aware(), caches(REPLICAS, CAPACITY)),
            hitRate(requests, new RoundRobin(REPLICAS), caches(REPLICAS, CAPACITY)));
    System.out.printf(
        Locale.ROOT,
        "routing, exponent %.1f, seed %d: one shared cache %.1f %%, cache-aware %.1f %%, round"
            + " robin %.1f %%%n",
        exponent,
        seed,
        100 * rates.shared(),
        100 * rates.aware(),
        100 * rates.roundRobin());
    return rates;
  }

  @RepeatedTest(3)
  void hitsNearlyAsOftenAsOneSharedCacheAndThriceAsOftenAsRoundRobin(RepetitionInfo info) {
    Rates rates = rates(info.getCurrentRepetition(), 0.3);
    assertThat(rates.aware()).isGreaterThanOrEqualTo(0.9 * rates.shared());
    assertThat(rates.aware()).isGreaterThanOrEqualTo(3 * rates.roundRobin());
  }

  /// With a few headers that everybody uses, round robin does well too.
  @RepeatedTest(3)
  void hitsNearlyAsOftenAsOneSharedCacheWhereAFewHeadersArePopular(RepetitionInfo info) {
    Rates rates = rates(info.getCurrentRepetition(), 1.0);
    assertThat(rates.aware()).isGreaterThanOrEqualTo(0.9 * rates.shared());
    assertThat(rates.aware()).isGreaterThan(rates.roundRobin());
  }

  @Test
  void boundsTheLoadOfAPopularPrefix() {
    var router = new CacheAwareRouter(3, new RoutingSettings(0.3, 4, 1.5, 1 << 20));
    byte[] popular = new byte[100];
    int[] loads = new int[3];
    for (int i = 0; i < 60; i++) {
      loads[router.acquire(popular, _ -> true)]++;
    }
    for (int load : loads) {
      assertThat(load).isBetween(12, 28);
    }
  }

  @Test
  void choosesOnlyAmongTheUsable() {
    var router = new CacheAwareRouter(3, RoutingSettings.DEFAULT);
    byte[] key = {1, 2, 3};
    int first = router.acquire(key, _ -> true);
    router.release(first);
    assertThat(router.acquire(key, _ -> true)).isEqualTo(first);
    int other = router.acquire(key, i -> i != first);
    assertThat(other).isNotEqualTo(first);
    assertThat(router.acquire(key, _ -> false)).isEqualTo(Router.NONE);
  }

  @Test
  void forgetsWhatAServerHeldThatIsGone() {
    var router = new CacheAwareRouter(2, RoutingSettings.DEFAULT);
    byte[] key = new byte[50];
    int first = router.acquire(key, _ -> true);
    router.forget(first);
    // Both are empty: the one without a request is freer.
    assertThat(router.acquire(key, _ -> true)).isEqualTo(1 - first);
  }
}
