package io.espalier.runtime.scheduler;

import io.espalier.cache.PagePool;
import io.espalier.cache.PathLock;
import io.espalier.cache.PrefixMatch;
import io.espalier.cache.RadixTree;
import io.espalier.cache.host.HostMatch;
import io.espalier.runtime.model.Model;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The pages of a running job: first `shared` ones that belong to the tree and are locked there,
/// then its own.
///
/// Confined to the scheduler thread.
final class SequencePages {
  static final int PAGE = RadixTree.PAGE_TOKENS;

  private int[] table = new int[8];
  private int count;
  private int shared;
  private int computed;
  private @Nullable PathLock lock;

  /// The page table; replaced when it grows.
  int[] table() {
    return table;
  }

  /// Tokens whose keys and values are in the pages.
  int computed() {
    return computed;
  }

  /// Tokens that fit the pages.
  int capacity() {
    return count * PAGE;
  }

  /// Whether there are any pages, or a lock on some.
  boolean isAttached() {
    return count > 0 || lock != null;
  }

  /// Pages that no one else has.
  int ownPages() {
    return count - shared;
  }

  /// Pages that could be had if these were released.
  int releasablePages(RadixTree tree) {
    return ownPages() + (lock == null ? 0 : tree.exclusivePages(lock));
  }

  void advance(int rows) {
    computed += rows;
  }

  /// Forgets what was computed behind the first `tokens`.
  void cutTo(int tokens) {
    computed = Math.min(computed, tokens);
  }

  /// Takes the pages of a match, then those that the second tier has behind them, or else the copy
  /// of the partial one; without a free page for that it is left to be computed again. When a copy
  /// fails, so does this, with the whole pages attached.
  void attach(PrefixMatch match, @Nullable HostMatch host, SchedulerState state) {
    RadixTree tree = state.tree;
    attachWhole(match);
    try {
      if ((host == null || !load(host, state)) && match.partialTokens() > 0) {
        copy(match.partialPage(), match.partialTokens(), tree, state.model);
      }
    } finally {
      tree.releasePartial(match);
    }
  }

  /// The same, copying the page behind the whole ones from a running job instead.
  ///
  /// @param tokens how many of the donor's tokens are to be had, whole pages included
  void attach(PrefixMatch match, SequencePages donor, int tokens, RadixTree tree, Model model) {
    attachWhole(match);
    tree.releasePartial(match);
    copy(donor.table[shared], Math.min(PAGE, tokens - computed), tree, model);
  }

  /// Brings pages back behind the whole ones; false if not one came.
  private boolean load(HostMatch host, SchedulerState state) {
    for (int index = 0; index < host.pages(); index++) {
      // Taking a page may push others out, even one of those that are to come back.
      int page = state.tree.allocate();
      if (page < 0) {
        return index > 0;
      }
      growTo(count + 1);
      table[count++] = page;
      if (!state.spill.load(host, index, page)) {
        return index > 0;
      }
      computed += PAGE;
    }
    return true;
  }

  private void attachWhole(PrefixMatch match) {
    shared = match.wholePages();
    count = shared;
    growTo(count + 1);
    match.copyPages(table);
    lock = match.lock();
    computed = match.lock().tokens();
  }

  private void copy(int page, int tokens, RadixTree tree, Model model) {
    int own = tree.allocate();
    if (own >= 0) {
      table[count++] = own;
      model.copyPage(page, own, tokens);
      computed += tokens;
    }
  }

  /// Takes pages until `tokens` fit.
  ///
  /// @return false when the pool ran out; what was taken is kept
  boolean reserve(int tokens, RadixTree tree) {
    int needed = (tokens + PAGE - 1) / PAGE;
    growTo(needed);
    while (count < needed) {
      int page = tree.allocate();
      if (page < 0) {
        return false;
      }
      table[count++] = page;
    }
    return true;
  }

  /// Gives whole computed pages to the tree, locked, so that others can share them at once.
  void publish(String namespace, int[] tokens, RadixTree tree) {
    int whole = computed / PAGE;
    if (whole > shared) {
      PathLock next = tree.insertLocked(namespace, tokens, whole * PAGE, table, shared);
      unlock(tree);
      lock = next;
      shared = whole;
    }
  }

  /// Gives up everything: the first `keep` tokens to the tree, the rest to the pool.
  void release(String namespace, int[] tokens, int keep, RadixTree tree, PagePool pool) {
    int kept = shared;
    if (keep > shared * PAGE) {
      tree.insert(namespace, tokens, keep, table, shared);
      kept = (keep + PAGE - 1) / PAGE;
    }
    for (int index = kept; index < count; index++) {
      pool.free(table[index]);
    }
    unlock(tree);
    count = 0;
    shared = 0;
    computed = 0;
  }

  private void unlock(RadixTree tree) {
    if (lock != null) {
      tree.release(lock);
      lock = null;
    }
  }

  private void growTo(int pages) {
    if (pages > table.length) {
      table = Arrays.copyOf(table, Math.max(pages, 2 * table.length));
    }
  }
}
