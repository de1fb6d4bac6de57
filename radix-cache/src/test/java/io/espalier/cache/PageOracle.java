package io.espalier.cache;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What every page holds, written down plainly: its namespace and all tokens up to its end.
///
/// The plain twin of the tree: the longest cached prefix is found by looking at every page that the
/// tree holds, again for each page of the text.
final class PageOracle {
  private static final int PAGE = RadixTree.PAGE_TOKENS;

  private record Content(String namespace, List<Integer> tokens) {}

  private final Map<Integer, Content> cached = new HashMap<>();
  private final PagePool pool;

  PageOracle(PagePool pool) {
    this.pool = pool;
  }

  /// Notes that the pages of a sequence are the tree's from here on.
  void cache(String namespace, int[] tokens, int length, int[] pages) {
    for (int page = 0; page * PAGE < length; page++) {
      int end = Math.min(length, (page + 1) * PAGE);
      if (!pool.isFree(pages[page])) {
        cached.putIfAbsent(pages[page], new Content(namespace, list(tokens, end)));
      }
    }
  }

  /// Drops a page that the tree has given up and someone else has taken.
  void drop(int page) {
    cached.remove(page);
  }

  /// Drops pages that the tree has given back.
  void dropFree() {
    cached.keySet().removeIf(pool::isFree);
  }

  /// Returns how many of the first `limit` tokens are cached.
  int longestPrefix(String namespace, int[] tokens, int limit) {
    int at = 0;
    while (true) {
      int longest = 0;
      for (Content content : cached.values()) {
        if (content.namespace().equals(namespace)
            && content.tokens().size() > at
            && content.tokens().size() <= at + PAGE) {
          int common = common(content.tokens(), tokens, limit);
          longest = Math.max(longest, common - at);
        }
      }
      if (longest < PAGE) {
        return at + Math.max(0, longest);
      }
      at += PAGE;
    }
  }

  /// Whether a page holds the tokens of a text from the page's beginning on.
  boolean holds(int page, String namespace, int[] tokens, int from, int count) {
    Content content = cached.get(page);
    return content != null
        && content.namespace().equals(namespace)
        && content.tokens().size() >= from + count
        && content.tokens().size() <= from + PAGE
        && content.tokens().subList(0, from + count).equals(list(tokens, from + count));
  }

  int size() {
    return cached.size();
  }

  private static int common(List<Integer> left, int[] right, int limit) {
    int at = 0;
    while (at < left.size() && at < limit && left.get(at) == right[at]) {
      at++;
    }
    return at;
  }

  private static List<Integer> list(int[] tokens, int end) {
    return Arrays.stream(tokens, 0, end).boxed().toList();
  }
}
