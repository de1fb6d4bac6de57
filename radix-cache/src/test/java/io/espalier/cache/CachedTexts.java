package io.espalier.cache;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// A tree with a plain twin: the list of all texts ever cached, by namespace.
///
/// As long as nothing is evicted, the longest cached prefix of a text is the longest beginning that
/// it shares with any text on the list.
final class CachedTexts {
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Text(String namespace, int[] tokens) {}

  final PagePool pool;
  final RadixTree tree;
  private final List<Text> texts = new ArrayList<>();

  CachedTexts(int pages, EvictionPolicy policy) {
    pool = new PagePool(pages);
    tree = new RadixTree(pool, policy);
  }

  /// Caches a text as a sequence would that ran alone: match, copy, compute the rest, insert.
  ///
  /// @return tokens that had to be computed
  int run(String namespace, int[] tokens) {
    PrefixMatch match = tree.match(namespace, tokens, tokens.length);
    int computed = tokens.length - match.tokens();
    int whole = match.wholePages();
    int[] pages = new int[tokens.length / RadixTree.PAGE_TOKENS + 2];
    match.copyPages(pages);
    int needed = (tokens.length + RadixTree.PAGE_TOKENS - 1) / RadixTree.PAGE_TOKENS;
    for (int page = whole; page < needed; page++) {
      pages[page] = tree.allocate();
      if (pages[page] < 0) {
        throw new AssertionError("the pool of %d is too small".formatted(pool.capacity()));
      }
    }
    tree.releasePartial(match);
    tree.insert(namespace, tokens, tokens.length, pages, whole);
    if (needed == whole) {
      // Everything was there: nothing of the sequence's own is left over.
      tree.checkInvariants(0);
    }
    tree.release(match.lock());
    texts.add(new Text(namespace, tokens));
    return computed;
  }

  /// The plain twin of [RadixTree#matchLength].
  int longestPrefix(String namespace, int[] tokens, int limit) {
    int longest = 0;
    for (Text text : texts) {
      if (text.namespace().equals(namespace)) {
        int end = Math.min(limit, text.tokens().length);
        int mismatch = Arrays.mismatch(text.tokens(), 0, end, tokens, 0, end);
        longest = Math.max(longest, mismatch < 0 ? end : mismatch);
      }
    }
    return longest;
  }

  /// A text that begins like one of the cached ones and parts from it anywhere, page borders more
  /// often than elsewhere.
  int[] relative(Random random, String namespace) {
    List<Text> candidates =
        texts.stream().filter(text -> text.namespace().equals(namespace)).toList();
    int[] stem =
        candidates.isEmpty() || random.nextInt(5) == 0
            ? new int[0]
            : candidates.get(random.nextInt(candidates.size())).tokens();
    int kept = stem.length == 0 ? 0 : random.nextInt(stem.length + 1);
    if (random.nextInt(3) == 0) {
      kept -= kept % RadixTree.PAGE_TOKENS;
    }
    int[] tokens = Arrays.copyOf(stem, kept + random.nextInt(3 * RadixTree.PAGE_TOKENS));
    for (int at = kept; at < tokens.length; at++) {
      tokens[at] = random.nextInt(3);
    }
    return tokens;
  }
}
