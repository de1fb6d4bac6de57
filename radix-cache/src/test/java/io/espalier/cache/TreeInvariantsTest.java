package io.espalier.cache;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The test of the checker: each kind of damage, done on purpose, is noticed.
class TreeInvariantsTest {
  private static final int PAGE = RadixTree.PAGE_TOKENS;

  /// A trunk of two pages with two branches, one of them locked.
  private static final class Sample {
    final PagePool pool = new PagePool(16);
    final RadixTree tree = new RadixTree(pool, EvictionPolicy.LRU);
    final PathLock lock;

    Sample() {
      insert(branch(0));
      insert(branch(1));
      PrefixMatch match = tree.match("", branch(0), 4 * PAGE);
      tree.releasePartial(match);
      lock = match.lock();
    }

    Node trunk() {
      return root().children[0];
    }

    Node root() {
      return tree.roots.values().iterator().next();
    }

    Node locked() {
      return lock.node;
    }

    Node unlocked() {
      Node trunk = trunk();
      return trunk.children[0] == locked() ? trunk.children[1] : trunk.children[0];
    }

    private void insert(int[] tokens) {
      int[] pages = new int[tokens.length / PAGE];
      PrefixMatch match = tree.match("", tokens, tokens.length);
      match.copyPages(pages);
      tree.releasePartial(match);
      for (int page = match.wholePages(); page < pages.length; page++) {
        pages[page] = tree.allocate();
      }
      tree.insert("", tokens, tokens.length, pages, match.wholePages());
      tree.release(match.lock());
    }

    private static int[] branch(int number) {
      return IntStream.range(0, 4 * PAGE)
          .map(index -> index < 2 * PAGE ? index : index + 1000 * (number + 1))
          .toArray();
    }
  }

  @Test
  void acceptsTheSampleAsItIs() {
    assertThatCode(() -> new Sample().tree.checkInvariants(0)).doesNotThrowAnyException();
  }

  @TestFactory
  java.util.stream.Stream<DynamicTest> noticesEachKindOfDamage() {
    Map<String, Consumer<Sample>> damages = new TreeMap<>();
    damages.put("a lock too many", sample -> sample.locked().locks++);
    damages.put("a lock too few on the path", sample -> sample.trunk().locks--);
    damages.put("own locks that no lock owns", sample -> sample.unlocked().ownLocks++);
    damages.put("negative own locks", sample -> sample.unlocked().ownLocks--);
    damages.put("negative holds", sample -> sample.unlocked().holds--);
    damages.put("a page that is free too", sample -> sample.pool.free(sample.trunk().pages[0]));
    damages.put(
        "a page in two nodes", sample -> sample.trunk().pages[0] = sample.locked().pages[0]);
    damages.put("a page that nobody has", sample -> sample.pool.allocate());
    damages.put("a child with another parent", sample -> sample.locked().parent = sample.root());
    damages.put("children out of order", TreeInvariantsTest::swapChildren);
    damages.put("a partly filled page inside", sample -> sample.trunk().length--);
    damages.put("a leaf that lost a page", sample -> sample.unlocked().length -= PAGE);
    damages.put("a node without tokens", sample -> sample.unlocked().length = 0);
    damages.put("a leaf that is not queued", sample -> dequeue(sample, sample.unlocked()));
    damages.put("a locked leaf that is queued", sample -> sample.locked().queued = true);
    damages.put("locked pages miscounted", sample -> sample.tree.lockedPages++);
    damages.put("unlocked pages miscounted", sample -> sample.tree.unlockedPages--);
    damages.put("nodes miscounted", sample -> sample.tree.nodes++);
    damages.put("a successor of a living node", sample -> sample.trunk().successor = sample.root());
    damages.put("a child that is missing", sample -> sample.trunk().childCount--);
    return damages.entrySet().stream()
        .map(damage ->
            DynamicTest.dynamicTest(
                damage.getKey(),
                () -> {
                  Sample sample = new Sample();
                  damage.getValue().accept(sample);
                  assertThatThrownBy(() -> sample.tree.checkInvariants(0))
                      .isInstanceOf(IllegalStateException.class);
                }));
  }

  private static void swapChildren(Sample sample) {
    Node[] children = sample.trunk().children;
    Node first = children[0];
    children[0] = children[1];
    children[1] = first;
  }

  private static void dequeue(Sample sample, Node node) {
    sample.tree.evictable.remove(node);
  }

  @Test
  void countsPagesThatRunningSequencesOwn() {
    Sample sample = new Sample();
    int[] own = {sample.tree.allocate(), sample.tree.allocate()};
    assertThatCode(() -> sample.tree.checkInvariants(2)).doesNotThrowAnyException();
    assertThatThrownBy(() -> sample.tree.checkInvariants(1))
        .hasMessageContaining("1 in use")
        .isInstanceOf(IllegalStateException.class);
    Arrays.stream(own).forEach(sample.pool::free);
    sample.tree.checkInvariants(0);
  }
}
