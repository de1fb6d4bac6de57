package io.espalier.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Single facts about the tree, each with the smallest example.
class RadixTreeTest {
  private static final int PAGE = RadixTree.PAGE_TOKENS;

  private final PagePool pool = new PagePool(32);
  private final RadixTree tree = new RadixTree(pool, EvictionPolicy.NEXT_USE);

  /// Tokens `0..count-1`.
  private static int[] text(int count) {
    return IntStream.range(0, count).toArray();
  }

  /// The same, going another way from `at` on.
  private static int[] textPartingAt(int at, int count) {
    int[] tokens = text(count);
    for (int index = at; index < count; index++) {
      tokens[index] += 1000;
    }
    return tokens;
  }

  private void cache(String namespace, int[] tokens) {
    int[] pages = new int[(tokens.length + PAGE - 1) / PAGE];
    Arrays.setAll(pages, index -> tree.allocate());
    tree.insert(namespace, tokens, tokens.length, pages, 0);
    tree.checkInvariants(0);
  }

  @Test
  void findsNothingInAnEmptyTree() {
    PrefixMatch match = tree.match("", text(40), 40);
    assertThat(match.tokens()).isZero();
    assertThat(match.partialPage()).isEqualTo(-1);
    tree.release(match.lock());
    tree.checkInvariants(0);
    assertThat(tree.roots).isEmpty();
  }

  @Test
  void isExactToTheTokenInTheMiddleOfAPage() {
    cache("", text(40));
    for (int at = 0; at <= 40; at++) {
      assertThat(tree.matchLength("", textPartingAt(at, 60), 60)).isEqualTo(at);
    }
  }

  @Test
  void matchesNoFurtherThanTheLimit() {
    cache("", text(40));
    for (int limit = 0; limit <= 40; limit++) {
      assertThat(tree.matchLength("", text(60), limit)).isEqualTo(limit);
      PrefixMatch match = tree.match("", text(60), limit);
      assertThat(match.tokens()).isEqualTo(limit);
      assertThat(match.wholePages()).isEqualTo(limit / PAGE);
      tree.releasePartial(match);
      tree.release(match.lock());
      tree.checkInvariants(0);
    }
  }

  @Test
  void sharesNothingAcrossNamespaces() {
    cache("tenant a", text(40));
    assertThat(tree.matchLength("tenant b", text(40), 40)).isZero();
    assertThat(tree.matchLength("tenant a", text(40), 40)).isEqualTo(40);
  }

  @Test
  void freesPagesThatAreThereAlready() {
    cache("", text(40));
    assertThat(pool.freePages()).isEqualTo(29);
    cache("", text(40));
    assertThat(pool.freePages()).isEqualTo(29);
    assertThat(tree.statistics().duplicatePages()).isEqualTo(3);
  }

  @Test
  void replacesAPartlyFilledPageByTheOneThatContinuesIt() {
    cache("", text(20));
    cache("", text(30));
    assertThat(tree.evictablePages()).isEqualTo(2);
    assertThat(tree.matchLength("", text(30), 30)).isEqualTo(30);
  }

  @Test
  void keepsALockedPartlyFilledPageBesideTheOneThatContinuesIt() {
    cache("", text(20));
    PrefixMatch match = tree.match("", text(18), 18);
    assertThat(match.partialTokens()).isEqualTo(2);
    cache("", text(30));
    assertThat(pool.isFree(match.partialPage())).isFalse();
    tree.releasePartial(match);
    tree.release(match.lock());
    tree.checkInvariants(0);
    assertThat(tree.matchLength("", text(30), 30)).isEqualTo(30);
  }

  @Test
  void neverEvictsWhatIsLocked() {
    cache("", text(64));
    PrefixMatch match = tree.match("", textPartingAt(32, 64), 64);
    assertThat(tree.evict(100)).isEqualTo(2);
    assertThat(tree.matchLength("", text(64), 64)).isEqualTo(32);
    tree.release(match.lock());
    assertThat(tree.evict(100)).isEqualTo(2);
    assertThat(pool.freePages()).isEqualTo(32);
  }

  @Test
  void evictsFromTheEndOfALeafAndNoMoreThanNeeded() {
    cache("", text(50));
    assertThat(tree.evict(1)).isEqualTo(1);
    assertThat(tree.matchLength("", text(50), 50)).isEqualTo(48);
    assertThat(tree.evict(1)).isEqualTo(1);
    assertThat(tree.matchLength("", text(50), 50)).isEqualTo(32);
    tree.checkInvariants(0);
  }

  @Test
  void evictsTheLeastRecentlyUsedFirst() {
    cache("", textPartingAt(0, 16));
    cache("", text(16));
    tree.release(tree.match("", textPartingAt(0, 16), 16).lock());
    tree.evict(1);
    assertThat(tree.matchLength("", text(16), 16)).isZero();
    assertThat(tree.matchLength("", textPartingAt(0, 16), 16)).isEqualTo(16);
  }

  @Test
  void evictsWhatNoOpenSequenceNeedsFirst() {
    cache("", textPartingAt(0, 20));
    PathHold hold = tree.hold("", textPartingAt(0, 20), 20);
    cache("", text(64));
    tree.evict(4);
    assertThat(tree.matchLength("", textPartingAt(0, 20), 20)).isEqualTo(20);
    tree.release(hold);
    cache("", text(16));
    tree.evict(2);
    assertThat(tree.matchLength("", textPartingAt(0, 20), 20)).isZero();
    tree.checkInvariants(0);
  }

  @Test
  void movesAHoldUpWhenItsPagesGo() {
    cache("", text(64));
    PathHold hold = tree.hold("", textPartingAt(40, 64), 64);
    tree.evict(4);
    tree.checkInvariants(0);
    tree.release(hold);
    tree.checkInvariants(0);
    assertThat(tree.roots).isEmpty();
  }

  @Test
  void countsPagesThatOnlyOneLockKeeps() {
    cache("", text(64));
    PrefixMatch longer = tree.match("", text(64), 64);
    assertThat(tree.exclusivePages(longer.lock())).isEqualTo(4);
    PrefixMatch shorter = tree.match("", text(64), 32);
    assertThat(tree.exclusivePages(longer.lock())).isEqualTo(2);
    assertThat(tree.exclusivePages(shorter.lock())).isZero();
    tree.release(longer.lock());
    tree.release(shorter.lock());
    assertThat(tree.evictablePages()).isEqualTo(4);
  }

  @Test
  void noticesAPageThatIsFreedTwice() {
    int page = pool.allocate();
    pool.free(page);
    assertThatThrownBy(() -> pool.free(page))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("page %d".formatted(page));
  }

  @Test
  void noticesAPageThatIsLost() {
    cache("", text(40));
    tree.allocate();
    assertThatThrownBy(() -> tree.checkInvariants(0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("they are not all 32");
  }

  @Test
  void noticesALockThatIsCountedWrongly() {
    cache("", text(40));
    PrefixMatch match = tree.match("", text(32), 32);
    match.lock().node.locks++;
    assertThatThrownBy(() -> tree.checkInvariants(0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("locks");
  }

  @Test
  void handlesTenThousandSiblings() {
    PagePool large = new PagePool(10_001);
    RadixTree wide = new RadixTree(large, EvictionPolicy.LRU);
    int[] tokens = text(32);
    for (int branch = 0; branch < 10_000; branch++) {
      tokens[31] = 5000 + branch * 7919 % 10_007;
      PrefixMatch match = wide.match("", tokens, 32);
      int[] pages = new int[2];
      match.copyPages(pages);
      wide.releasePartial(match);
      for (int page = match.wholePages(); page < 2; page++) {
        pages[page] = wide.allocate();
      }
      wide.insert("", tokens, 32, pages, match.wholePages());
      wide.release(match.lock());
    }
    wide.checkInvariants(0);
    assertThat(wide.statistics().nodes()).isEqualTo(10_001);
  }
}
