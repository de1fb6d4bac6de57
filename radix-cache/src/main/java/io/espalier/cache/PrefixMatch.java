package io.espalier.cache;

import org.jspecify.annotations.Nullable;

/// The longest cached prefix of a token list: whole pages to share, and perhaps the beginning of
/// one more page to copy.
///
/// The whole pages stay locked until [#lock] is released; the page to copy from stays until
/// [RadixTree#releasePartial]. Confined to the scheduler thread.
public final class PrefixMatch {
  private final PathLock lock;
  private int partialTokens;
  private int partialPage;
  private @Nullable Node partialNode;

  PrefixMatch(PathLock lock, @Nullable Node partialNode, int partialPage, int partialTokens) {
    this.lock = lock;
    this.partialNode = partialNode;
    this.partialPage = partialPage;
    this.partialTokens = partialTokens;
  }

  /// Returns the number of tokens matched, the partial page included.
  public int tokens() {
    return lock.tokens + partialTokens;
  }

  /// Returns the number of pages to share.
  public int wholePages() {
    return lock.tokens / RadixTree.PAGE_TOKENS;
  }

  /// Writes the ids of the pages to share to the front of `pages`. O(pages).
  public void copyPages(int[] pages) {
    int end = wholePages();
    for (Node node = lock.node; node.parent != null; node = node.parent) {
      end -= node.pageCount();
      System.arraycopy(node.pages, 0, pages, end, node.pageCount());
    }
  }

  /// Returns how many tokens of [#partialPage] match: 0 to 15.
  public int partialTokens() {
    return partialTokens;
  }

  /// Returns the page whose first [#partialTokens] tokens are to be copied, or -1.
  public int partialPage() {
    return partialPage;
  }

  /// Forgets the partial page; returns the node to unlock, if any.
  @Nullable Node dropPartial() {
    Node node = partialNode;
    partialNode = null;
    partialTokens = 0;
    partialPage = -1;
    return node;
  }

  /// Returns the lock on the whole pages.
  public PathLock lock() {
    return lock;
  }
}
