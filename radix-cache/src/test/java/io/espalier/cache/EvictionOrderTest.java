package io.espalier.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/// Which of many prefixes goes first, against a plain list of when and how often each was used.
class EvictionOrderTest {
  private static final int PAGE = RadixTree.PAGE_TOKENS;

  /// A prefix of one page and what is known about it.
  private static final class Entry {
    final int[] tokens;
    long lastUse;
    int uses;
    boolean held;

    Entry(int[] tokens) {
      this.tokens = tokens;
    }
  }

  private final PagePool pool = new PagePool(64);

  private RadixTree filled(EvictionPolicy policy, List<Entry> entries, Random random) {
    RadixTree tree = new RadixTree(pool, policy);
    long clock = 0;
    for (int number = 0; number < 20; number++) {
      Entry entry = new Entry(random.ints(PAGE, 0, 1_000_000).toArray());
      tree.insert("", entry.tokens, PAGE, new int[] {tree.allocate()}, 0);
      entry.lastUse = clock++;
      entry.uses = 1;
      entries.add(entry);
    }
    for (int use = 0; use < 60; use++) {
      Entry entry = entries.get(random.nextInt(entries.size()));
      tree.release(tree.match("", entry.tokens, PAGE).lock());
      entry.lastUse = clock++;
      entry.uses++;
    }
    return tree;
  }

  private static List<Entry> evictAll(RadixTree tree, List<Entry> entries) {
    List<Entry> order = new ArrayList<>();
    List<Entry> left = new ArrayList<>(entries);
    while (!left.isEmpty()) {
      assertThat(tree.evict(1)).isEqualTo(1);
      tree.checkInvariants(0);
      for (Entry entry : List.copyOf(left)) {
        if (tree.matchLength("", entry.tokens, PAGE) == 0) {
          order.add(entry);
          left.remove(entry);
        }
      }
    }
    return order;
  }

  @RepeatedTest(20)
  void givesUpTheLeastRecentlyUsedFirst(RepetitionInfo repetition) {
    List<Entry> entries = new ArrayList<>();
    Random random = new Random(repetition.getCurrentRepetition());
    RadixTree tree = filled(EvictionPolicy.LRU, entries, random);
    List<Entry> order = evictAll(tree, entries);
    assertThat(order).isSortedAccordingTo((a, b) -> Long.compare(a.lastUse, b.lastUse));
  }

  @RepeatedTest(20)
  void givesUpTheLeastOftenUsedFirst(RepetitionInfo repetition) {
    List<Entry> entries = new ArrayList<>();
    Random random = new Random(repetition.getCurrentRepetition());
    RadixTree tree = filled(EvictionPolicy.LFU, entries, random);
    List<Entry> order = evictAll(tree, entries);
    assertThat(order)
        .isSortedAccordingTo((a, b) ->
            a.uses != b.uses
                ? Integer.compare(a.uses, b.uses)
                : Long.compare(a.lastUse, b.lastUse));
  }

  @RepeatedTest(20)
  void givesUpWhatIsNeededAgainLast(RepetitionInfo repetition) {
    List<Entry> entries = new ArrayList<>();
    Random random = new Random(repetition.getCurrentRepetition());
    RadixTree tree = filled(EvictionPolicy.NEXT_USE, entries, random);
    for (Entry entry : entries) {
      entry.held = random.nextInt(3) == 0;
      if (entry.held) {
        PathHold hold = tree.hold("", entry.tokens, PAGE);
        entry.lastUse = 1000L + entries.indexOf(entry);
        if (random.nextBoolean()) {
          // Two sequences may hold the same prefix; one that ends leaves the other's hold.
          tree.release(tree.hold("", entry.tokens, PAGE));
        }
        assertThat(hold.released).isFalse();
      }
    }
    List<Entry> order = evictAll(tree, entries);
    for (int index = 1; index < order.size(); index++) {
      assertThat(order.get(index - 1).held && !order.get(index).held).isFalse();
    }
  }

  @Test
  void givesUpTheEndOfALongPrefixBeforeItsBeginning() {
    RadixTree tree = new RadixTree(pool, EvictionPolicy.LRU);
    int[] tokens = new Random(1).ints(4L * PAGE, 0, 100).toArray();
    int[] pages = new int[4];
    for (int page = 0; page < 4; page++) {
      pages[page] = tree.allocate();
    }
    tree.insert("", tokens, tokens.length, pages, 0);
    tree.release(tree.match("", tokens, 2 * PAGE).lock());
    for (int left = 3; left >= 0; left--) {
      tree.evict(1);
      assertThat(tree.matchLength("", tokens, tokens.length)).isEqualTo(left * PAGE);
    }
  }
}
