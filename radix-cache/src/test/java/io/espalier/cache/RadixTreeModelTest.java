package io.espalier.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/// Random sequences come and go; after each step the tree must agree with the plain oracle.
class RadixTreeModelTest {
  private static final int PAGE = RadixTree.PAGE_TOKENS;

  /// A running sequence: the first `shared` pages are the tree's, the others its own.
  private static final class Running {
    final String namespace;
    final int[] tokens;
    final int[] pages;
    int pageCount;
    int shared;
    int computed;
    PathLock lock;

    Running(String namespace, int[] tokens, PathLock lock) {
      this.namespace = namespace;
      this.tokens = tokens;
      this.pages = new int[tokens.length / PAGE + 2];
      this.lock = lock;
    }
  }

  private final List<Running> running = new ArrayList<>();
  private final List<PathHold> holds = new ArrayList<>();
  private Random random = new Random(0);
  private PagePool pool = new PagePool(1);
  private RadixTree tree = new RadixTree(pool, EvictionPolicy.LRU);
  private PageOracle oracle = new PageOracle(pool);

  @RepeatedTest(300)
  void agreesWithAMapOfPages(RepetitionInfo repetition) {
    int seed = repetition.getCurrentRepetition();
    random = new Random(seed);
    pool = new PagePool(8 + random.nextInt(60));
    EvictionPolicy[] policies = {EvictionPolicy.LRU, EvictionPolicy.LFU, EvictionPolicy.NEXT_USE};
    tree = new RadixTree(pool, policies[seed % policies.length]);
    oracle = new PageOracle(pool);
    int steps = Math.min(200, 10 + seed);
    for (int step = 0; step < steps; step++) {
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> start();
        case 3 -> publish();
        case 4, 5 -> finish();
        case 6 -> tree.evict(random.nextInt(4));
        default -> changeHolds();
      }
      settle();
    }
    while (!running.isEmpty()) {
      finish();
      settle();
    }
    holds.forEach(tree::release);
    tree.evict(pool.capacity());
    settle();
    assertThat(pool.freePages()).isEqualTo(pool.capacity());
    assertThat(tree.roots).isEmpty();
  }

  private void settle() {
    oracle.dropFree();
    int own = running.stream().mapToInt(each -> each.pageCount - each.shared).sum();
    tree.checkInvariants(own);
    assertThat(tree.lockedPages() + tree.evictablePages()).isEqualTo(oracle.size());
  }

  private void start() {
    String namespace = random.nextInt(4) == 0 ? "other" : "";
    int[] tokens = randomTokens();
    int limit = random.nextInt(tokens.length + 1);
    int expected = oracle.longestPrefix(namespace, tokens, limit);
    assertThat(tree.matchLength(namespace, tokens, limit)).isEqualTo(expected);
    PrefixMatch match = tree.match(namespace, tokens, limit);
    assertThat(match.tokens()).isEqualTo(expected);
    Running sequence = new Running(namespace, tokens, match.lock());
    sequence.shared = match.wholePages();
    sequence.pageCount = sequence.shared;
    match.copyPages(sequence.pages);
    for (int page = 0; page < sequence.shared; page++) {
      assertThat(oracle.holds(sequence.pages[page], namespace, tokens, page * PAGE, PAGE)).isTrue();
    }
    sequence.computed = sequence.shared * PAGE;
    if (match.partialTokens() > 0) {
      assertThat(
              oracle.holds(
                  match.partialPage(), namespace, tokens, sequence.computed, match.partialTokens()))
          .isTrue();
    }
    int needed = (tokens.length + PAGE - 1) / PAGE;
    while (sequence.pageCount < needed) {
      int page = tree.allocate();
      if (page < 0) {
        break;
      }
      // The page to copy from is still there while the copy's page is taken.
      assertThat(match.partialPage()).isNotEqualTo(page);
      oracle.drop(page);
      sequence.pages[sequence.pageCount++] = page;
    }
    tree.releasePartial(match);
    sequence.computed = Math.min(tokens.length, sequence.pageCount * PAGE);
    running.add(sequence);
  }

  private void publish() {
    Running sequence = any();
    if (sequence == null) {
      return;
    }
    int whole = sequence.computed / PAGE;
    if (whole > sequence.shared) {
      PathLock next =
          tree.insertLocked(
              sequence.namespace, sequence.tokens, whole * PAGE, sequence.pages, sequence.shared);
      tree.release(sequence.lock);
      sequence.lock = next;
      sequence.shared = whole;
      oracle.dropFree();
      oracle.cache(sequence.namespace, sequence.tokens, whole * PAGE, sequence.pages);
    }
  }

  private void finish() {
    Running sequence = any();
    if (sequence == null) {
      return;
    }
    running.remove(sequence);
    int keep = random.nextInt(3) == 0 ? random.nextInt(sequence.computed + 1) : sequence.computed;
    int kept = sequence.shared;
    if (keep > sequence.shared * PAGE) {
      tree.insert(sequence.namespace, sequence.tokens, keep, sequence.pages, sequence.shared);
      kept = (keep + PAGE - 1) / PAGE;
      oracle.dropFree();
      oracle.cache(sequence.namespace, sequence.tokens, keep, sequence.pages);
    }
    for (int page = kept; page < sequence.pageCount; page++) {
      pool.free(sequence.pages[page]);
    }
    tree.release(sequence.lock);
    tree.release(sequence.lock);
  }

  private void changeHolds() {
    if (holds.size() > 3 || (!holds.isEmpty() && random.nextBoolean())) {
      PathHold hold = holds.remove(random.nextInt(holds.size()));
      tree.release(hold);
      tree.release(hold);
    } else {
      int[] tokens = randomTokens();
      holds.add(tree.hold("", tokens, tokens.length));
    }
  }

  private @Nullable Running any() {
    return running.isEmpty() ? null : running.get(random.nextInt(running.size()));
  }

  /// Texts over two tokens that often begin like one another and part anywhere.
  private int[] randomTokens() {
    int[] tokens = new int[1 + random.nextInt(5 * PAGE)];
    Random stem = new Random(random.nextInt(3));
    int parting = random.nextInt(tokens.length + 1);
    for (int index = 0; index < tokens.length; index++) {
      tokens[index] = index < parting ? stem.nextInt(2) : random.nextInt(2);
    }
    return random.nextInt(3) == 0 ? Arrays.copyOf(tokens, PAGE + tokens.length) : tokens;
  }
}
