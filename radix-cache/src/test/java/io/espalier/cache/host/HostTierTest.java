package io.espalier.cache.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.cache.EvictionPolicy;
import io.espalier.cache.PagePool;
import io.espalier.cache.RadixTree;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

final class HostTierTest {
  private static final int PAGE = RadixTree.PAGE_TOKENS;

  private final NumberedPages pages = new NumberedPages(8);

  private HostTier tier(int places) {
    return new HostTier(
        pages,
        Arena.ofAuto().allocate(places * NumberedPages.BYTES),
        new TransferCost(NumberedPages.BYTES));
  }

  /// A text of `count` pages of few different tokens, so that beginnings are shared.
  private static int[] text(Random random, int count) {
    return random.ints(count, 0, 3).flatMap(page -> Arrays.stream(page(page))).toArray();
  }

  private static int[] page(int token) {
    var page = new int[PAGE];
    Arrays.fill(page, token);
    return page;
  }

  @Test
  void aPageComesBackAsItWas() {
    HostTier tier = tier(2);
    int[] tokens = page(5);
    pages.set(3, 42);
    tier.save("", tokens, PAGE, 3);
    pages.set(3, 0);
    HostMatch match = tier.match("", tokens, 0, 1);
    assertThat(match.pages()).isEqualTo(1);
    assertThat(tier.load(match, 0, 6)).isTrue();
    assertThat(pages.get(6)).isEqualTo(42);
  }

  @Test
  void nothingIsSharedAcrossNamespaces() {
    HostTier tier = tier(2);
    tier.save("a", page(5), PAGE, 0);
    assertThat(tier.match("b", page(5), 0, 1).pages()).isZero();
    assertThat(tier.match("a", page(5), 0, 1).pages()).isEqualTo(1);
  }

  @Test
  void aMatchThatHasGoneIsNotLoaded() {
    HostTier tier = tier(1);
    tier.save("", page(1), PAGE, 0);
    HostMatch match = tier.match("", page(1), 0, 1);
    tier.save("", page(2), PAGE, 0);
    assertThat(tier.load(match, 0, 1)).isFalse();
    assertThat(tier.statistics()).isEqualTo(new HostStatistics(1, 1, 2, 0, 0, 1, 0));
  }

  @Test
  void makingRoomForAPageMayTakeTheOneBehindIt() {
    HostTier tier = tier(1);
    int[] two = {
      0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1
    };
    tier.save("", two, 2 * PAGE, 0);
    tier.save("", two, PAGE, 0);
    assertThat(tier.match("", two, 0, 2).pages()).isEqualTo(1);
    tier.save("", page(7), PAGE, 0);
    assertThat(tier.match("", two, 0, 2).pages()).isZero();
    assertThat(tier.pages("")).hasSize(1);
  }

  @Test
  void memoryForNoPageIsRefused() {
    assertThatThrownBy(() -> tier(0)).isInstanceOf(IllegalArgumentException.class);
  }

  /// The oracle is a map from prefixes to numbers in the order of use.
  @RepeatedTest(100)
  void equalsAMapInTheOrderOfUse(RepetitionInfo repetition) {
    var random = new Random(repetition.getCurrentRepetition());
    int places = 1 + random.nextInt(12);
    HostTier tier = tier(places);
    var oracle = new LinkedHashMap<String, Long>(16, 0.75f, true);
    for (int step = 0; step < 400; step++) {
      String namespace = random.nextInt(4) == 0 ? "other" : "";
      int[] tokens = text(random, 1 + random.nextInt(5));
      int whole = tokens.length / PAGE;
      if (random.nextBoolean()) {
        long number = random.nextLong();
        pages.set(0, number);
        tier.save(namespace, tokens, tokens.length, 0);
        String key = namespace + Arrays.toString(tokens);
        if (oracle.get(key) == null) {
          if (oracle.size() == places) {
            oracle.remove(oracle.keySet().iterator().next());
          }
          oracle.put(key, number);
        }
        continue;
      }
      int from = random.nextInt(whole);
      HostMatch match = tier.match(namespace, tokens, from, whole);
      int expected = from;
      while (expected < whole && oracle.containsKey(prefix(namespace, tokens, expected))) {
        expected++;
      }
      assertThat(match.pages()).as("step " + step).isEqualTo(expected - from);
      for (int page = expected - 1; page >= from; page--) {
        Long number = oracle.get(prefix(namespace, tokens, page));
        assertThat(tier.load(match, page - from, 1)).isTrue();
        assertThat(pages.get(1)).isEqualTo(number);
      }
    }
    assertThat(tier.statistics().pages()).isEqualTo(oracle.size());
    assertThat(tier.pages("").size() + tier.pages("other").size())
        .isLessThanOrEqualTo(oracle.size() * 5);
  }

  private static String prefix(String namespace, int[] tokens, int page) {
    return namespace + Arrays.toString(Arrays.copyOf(tokens, (page + 1) * PAGE));
  }

  @RepeatedTest(50)
  void holdsWhatTheTreeGaveUp(RepetitionInfo repetition) {
    var random = new Random(repetition.getCurrentRepetition());
    HostTier tier = tier(1_000);
    var pool = new PagePool(8);
    var tree = new RadixTree(pool, EvictionPolicy.LRU, tier);
    Map<String, Long> written = new HashMap<>();
    for (int step = 0; step < 100; step++) {
      int[] tokens = text(random, 1 + random.nextInt(4));
      int length = tokens.length - random.nextInt(PAGE);
      int needed = (length + PAGE - 1) / PAGE;
      var match = tree.match("", tokens, length);
      int shared = match.wholePages();
      int[] table = new int[needed];
      match.copyPages(table);
      tree.releasePartial(match);
      for (int page = shared; page < needed; page++) {
        table[page] = tree.allocate();
        long number = prefix("", tokens, page).hashCode();
        pages.set(table[page], number);
        if ((page + 1) * PAGE <= length) {
          written.put(prefix("", tokens, page), number);
        }
      }
      tree.insert("", tokens, length, table, shared);
      tree.release(match.lock());
      tree.checkInvariants(0);
    }
    tree.showAll((namespace, tokens, end, page, _) -> tier.save(namespace, tokens, end, page));
    tree.evict(8);
    assertThat(tier.pages("")).hasSize(written.size());
    for (HostPage page : tier.pages("")) {
      int[] tokens = new int[0];
      for (HostPage at = page; at.parent != null; at = at.parent) {
        int[] longer = Arrays.copyOf(at.tokens.values(), PAGE + tokens.length);
        System.arraycopy(tokens, 0, longer, PAGE, tokens.length);
        tokens = longer;
      }
      int last = tokens.length / PAGE - 1;
      assertThat(tier.load(tier.match("", tokens, last, last + 1), 0, 0)).isTrue();
      assertThat(pages.get(0)).isEqualTo(written.get(prefix("", tokens, last)));
    }
  }
}
