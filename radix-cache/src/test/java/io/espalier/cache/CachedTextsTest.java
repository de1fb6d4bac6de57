package io.espalier.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/// The tree against the list of all cached texts.
class CachedTextsTest {
  private static final int PAGE = RadixTree.PAGE_TOKENS;
  private static final String[] NAMESPACES = {"", "adapter", "tenant"};

  private static int[] range(int from, int to) {
    return IntStream.range(from, to).toArray();
  }

  @RepeatedTest(200)
  void findsTheLongestBeginningOfAnyCachedText(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    var cached = new CachedTexts(4096, EvictionPolicy.NEXT_USE);
    int texts = 1 + repetition.getCurrentRepetition() / 4;
    for (int index = 0; index < texts; index++) {
      String namespace = NAMESPACES[random.nextInt(NAMESPACES.length)];
      int[] tokens = cached.relative(random, namespace);
      int limit = random.nextInt(tokens.length + 1);
      assertThat(cached.tree.matchLength(namespace, tokens, limit))
          .isEqualTo(cached.longestPrefix(namespace, tokens, limit));
      int known = cached.longestPrefix(namespace, tokens, tokens.length);
      assertThat(cached.run(namespace, tokens)).isEqualTo(tokens.length - known);
      assertThat(cached.tree.matchLength(namespace, tokens, tokens.length))
          .isEqualTo(tokens.length);
      cached.tree.checkInvariants(0);
    }
    assertThat(cached.tree.statistics().evictedPages()).isZero();
    assertThat(cached.tree.lockedPages()).isZero();
  }

  @RepeatedTest(100)
  void findsNoMoreThanWasCachedWhilePagesComeAndGo(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    EvictionPolicy[] policies = {EvictionPolicy.LRU, EvictionPolicy.LFU, EvictionPolicy.NEXT_USE};
    var cached = new CachedTexts(24, policies[repetition.getCurrentRepetition() % 3]);
    for (int index = 0; index < 60; index++) {
      String namespace = NAMESPACES[random.nextInt(NAMESPACES.length)];
      int[] tokens = cached.relative(random, namespace);
      tokens = Arrays.copyOf(tokens, Math.min(tokens.length, 8 * PAGE));
      assertThat(cached.tree.matchLength(namespace, tokens, tokens.length))
          .isLessThanOrEqualTo(cached.longestPrefix(namespace, tokens, tokens.length));
      cached.run(namespace, tokens);
      // What was used last is there as a whole.
      assertThat(cached.tree.matchLength(namespace, tokens, tokens.length))
          .isEqualTo(tokens.length);
      cached.tree.checkInvariants(0);
      assertThat(cached.pool.freePages() + cached.tree.evictablePages()).isEqualTo(24);
    }
  }

  @RepeatedTest(33)
  void cutsAtEveryPlaceOfAPage(RepetitionInfo repetition) {
    int shared = repetition.getCurrentRepetition();
    var cached = new CachedTexts(64, EvictionPolicy.LRU);
    int[] first = range(0, 40);
    int[] second = first.clone();
    for (int at = shared; at < second.length; at++) {
      second[at] = 1000 + at;
    }
    assertThat(cached.run("", first)).isEqualTo(40);
    PrefixMatch match = cached.tree.match("", second, second.length);
    assertThat(match.wholePages()).isEqualTo(shared / PAGE);
    assertThat(match.partialTokens()).isEqualTo(shared % PAGE);
    assertThat(match.partialPage() >= 0).isEqualTo(shared % PAGE > 0);
    cached.tree.releasePartial(match);
    assertThat(match.tokens()).isEqualTo(shared - shared % PAGE);
    cached.tree.release(match.lock());
    assertThat(cached.run("", second)).isEqualTo(40 - shared);
    cached.tree.checkInvariants(0);
    // Whole pages are shared, the page where the texts part is there twice.
    assertThat(cached.tree.evictablePages()).isEqualTo(3 + 3 - shared / PAGE);
  }

  @Test
  void keepsEveryNamespaceToItself() {
    var cached = new CachedTexts(64, EvictionPolicy.LRU);
    int[] tokens = range(0, 3 * PAGE);
    for (String namespace : NAMESPACES) {
      assertThat(cached.tree.matchLength(namespace, tokens, tokens.length)).isZero();
      assertThat(cached.run(namespace, tokens)).isEqualTo(tokens.length);
    }
    assertThat(cached.tree.evictablePages()).isEqualTo(9);
    assertThat(cached.tree.evict(9)).isEqualTo(9);
    assertThat(cached.tree.roots).isEmpty();
    cached.tree.checkInvariants(0);
  }

  @Test
  void keepsAPageToCopyFromUntilItIsCopied() {
    var cached = new CachedTexts(3, EvictionPolicy.LRU);
    cached.run("", range(0, 2 * PAGE));
    int[] other = range(0, 2 * PAGE);
    other[PAGE + 5] = -1;
    PrefixMatch match = cached.tree.match("", other, other.length);
    assertThat(match.tokens()).isEqualTo(PAGE + 5);
    int own = cached.tree.allocate();
    assertThat(own).isNotEqualTo(match.partialPage());
    assertThat(cached.tree.allocate()).isEqualTo(-1);
    cached.tree.releasePartial(match);
    assertThat(cached.tree.allocate()).isGreaterThanOrEqualTo(0);
    cached.tree.checkInvariants(2);
  }

  @Test
  void countsWhatHappens() {
    var cached = new CachedTexts(64, EvictionPolicy.LRU);
    cached.run("", range(0, 32));
    cached.run("", range(0, 48));
    cached.run("", range(0, 16));
    CacheStatistics statistics = cached.tree.statistics();
    assertThat(statistics.matches()).isEqualTo(3);
    assertThat(statistics.matchedTokens()).isEqualTo(0 + 32 + 16);
    assertThat(statistics.insertedPages()).isEqualTo(3);
    cached.tree.evict(2);
    assertThat(cached.tree.statistics().evictedPages()).isEqualTo(2);
    assertThat(cached.tree.matchLength("", range(0, 48), 48)).isEqualTo(16);
  }

  @Test
  void refusesToTakeOverHalfAPageOfARunningSequence() {
    var cached = new CachedTexts(4, EvictionPolicy.LRU);
    int[] pages = {cached.tree.allocate()};
    assertThatThrownBy(() -> cached.tree.insertLocked("", range(0, 10), 10, pages, 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("10 tokens");
    cached.tree.checkInvariants(1);
  }

  @Test
  void refusesAPageTableThatClaimsWhatIsNotThere() {
    var cached = new CachedTexts(4, EvictionPolicy.LRU);
    assertThatThrownBy(() -> cached.tree.insert("", range(0, 16), 16, new int[] {0}, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("page 0");
  }
}
