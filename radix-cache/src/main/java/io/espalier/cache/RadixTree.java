package io.espalier.cache;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The prefix tree over all cached sequences: token-exact, in pages of [#PAGE_TOKENS] tokens,
/// separate for each namespace.
///
/// The idea is RadixAttention's (Zheng et al., "SGLang: Efficient Execution of Structured Language
/// Model Programs", section 3), cut at page borders. Edges hold tokens and the ids of the pages
/// that hold their keys and values. [#match] finds the longest cached prefix and locks it;
/// [#insert] takes a sequence's pages over; [#evict] gives pages of unlocked leaves back to the
/// pool, from the end of the leaf, so that no more is lost than is needed.
///
/// Invariants, checked by [#checkInvariants]: a page belongs to the pool, to one node, or to a
/// sequence; `locks(node) = own locks + Σ locks(children)`; hence below an unlocked node everything
/// is unlocked, and every unlocked page can be evicted.
///
/// Confined to the scheduler thread.
public final class RadixTree {
  /// Tokens per page.
  public static final int PAGE_TOKENS = 16;

  final PagePool pool;
  private final @Nullable EvictionListener listener;

  /// The tokens of a path, while a listener hears of its last page.
  private int[] path = new int[PAGE_TOKENS];

  final EvictableLeaves evictable;
  final Map<String, Node> roots = new HashMap<>();
  int lockedPages;
  int unlockedPages;
  int nodes;
  private long clock;
  private long nextId;
  private long matches;
  private long matchedTokens;
  private long inserts;
  private long insertedPages;
  private long duplicatePages;
  private long evictedPages;
  private long splits;

  /// Creates an empty tree over a pool.
  public RadixTree(PagePool pool, EvictionPolicy policy) {
    this(pool, policy, null);
  }

  /// Creates an empty tree over a pool.
  ///
  /// @param listener hears of full pages that are evicted, if anybody does
  public RadixTree(PagePool pool, EvictionPolicy policy, @Nullable EvictionListener listener) {
    this.pool = pool;
    this.evictable = new EvictableLeaves(policy);
    this.listener = listener;
  }

  /// Finds and locks the longest cached prefix of the first `limit` tokens. O(tokens matched).
  ///
  /// The caller releases the match's lock, and before that the partial page as soon as it is
  /// copied.
  public PrefixMatch match(String namespace, int[] tokens, int limit) {
    matches++;
    Node node = descend(namespace, tokens, limit);
    int at = depthOf(node);
    Node neighbour = longestPartial(node, tokens, at, limit);
    int partialTokens = neighbour == null ? 0 : neighbour.commonPrefix(tokens, at, limit);
    lock(node);
    int partialPage = -1;
    if (neighbour != null) {
      touch(neighbour);
      lock(neighbour);
      partialPage = neighbour.pages[0];
    }
    matchedTokens += at + partialTokens;
    return new PrefixMatch(new PathLock(node, at), neighbour, partialPage, partialTokens);
  }

  /// Returns how many of the first `limit` tokens are cached; changes nothing. O(tokens matched).
  public int matchLength(String namespace, int[] tokens, int limit) {
    Node node = roots.get(namespace);
    int at = 0;
    while (node != null) {
      int index = node.findChild(tokens, at, limit);
      if (index < 0) {
        Node neighbour = longestPartial(node, tokens, at, limit);
        return neighbour == null ? at : at + neighbour.commonPrefix(tokens, at, limit);
      }
      Node child = node.children[index];
      int common = child.commonPrefix(tokens, at, limit);
      at += common;
      if (common < child.length || common % PAGE_TOKENS != 0) {
        return at;
      }
      node = child;
    }
    return at;
  }

  /// Releases the page that a match copies from, after which the match has whole pages only. Does
  /// nothing where there is none.
  public void releasePartial(PrefixMatch match) {
    Node node = match.dropPartial();
    if (node != null) {
      unlock(node);
    }
  }

  /// Returns how many pages could be evicted if this lock were released. O(depth).
  public int exclusivePages(PathLock lock) {
    int pages = 0;
    for (Node node = lock.node; node != null && node.locks == 1; node = node.parent) {
      pages += node.pageCount();
    }
    return pages;
  }

  /// Takes over the pages of a sequence that goes on running, and locks them.
  ///
  /// Pages of tokens that the tree holds already are freed and replaced in `pages` by the tree's.
  ///
  /// @param length tokens to take over, a multiple of the page size
  /// @param pages the sequence's page table
  /// @param owned index of the first page that is the sequence's own; those before are the tree's
  public PathLock insertLocked(String namespace, int[] tokens, int length, int[] pages, int owned) {
    if (length % PAGE_TOKENS != 0) {
      throw new IllegalStateException("%d tokens are no whole pages".formatted(length));
    }
    Node node = take(namespace, tokens, length, pages, owned);
    lock(node);
    return new PathLock(node, length);
  }

  /// Takes over all pages of a sequence that stops running, the partly filled last one included.
  ///
  /// @param length tokens whose keys and values are in the pages
  /// @param owned index of the first page that is the sequence's own; those before are the tree's
  public void insert(String namespace, int[] tokens, int length, int[] pages, int owned) {
    if (length > 0) {
      take(namespace, tokens, length, pages, owned);
    }
  }

  /// Marks the longest cached prefix of the tokens as one that an open sequence will come back to.
  public PathHold hold(String namespace, int[] tokens, int length) {
    Node node = descend(namespace, tokens, length);
    Node neighbour = longestPartial(node, tokens, depthOf(node), length);
    Node held = neighbour == null ? node : neighbour;
    evictable.remove(held);
    held.holds++;
    evictable.update(held);
    dropEmptyRoot(held);
    return new PathHold(held);
  }

  /// Ends a hold. Does nothing the second time.
  public void release(PathHold hold) {
    if (hold.released) {
      return;
    }
    hold.released = true;
    Node node = hold.node;
    while (node.successor != null) {
      node = node.successor;
    }
    evictable.remove(node);
    node.holds--;
    if (isInTree(node)) {
      evictable.update(node);
    }
  }

  /// Ends a lock. Does nothing the second time.
  public void release(PathLock lock) {
    if (!lock.released) {
      lock.released = true;
      unlock(lock.node);
    }
  }

  /// Takes a page from the pool, evicting one where none is free.
  ///
  /// @return its id, or -1 when every page is locked or in use
  public int allocate() {
    if (pool.freePages() == 0) {
      evict(1);
    }
    return pool.allocate();
  }

  /// Gives up to `count` pages back to the pool.
  ///
  /// @return how many; fewer when the rest is locked
  public int evict(int count) {
    int done = 0;
    while (done < count) {
      Node leaf = evictable.first();
      if (leaf == null) {
        break;
      }
      int last = leaf.pageCount() - 1;
      if (listener != null && leaf.length % PAGE_TOKENS == 0) {
        show(leaf, last, listener);
      }
      pool.free(leaf.pages[last]);
      unlockedPages--;
      evictedPages++;
      done++;
      if (last > 0) {
        leaf.length = last * PAGE_TOKENS;
      } else {
        detach(leaf, parentOf(leaf));
      }
    }
    return done;
  }

  /// Shows every full page of the tree to a listener, as if it were evicted, a page before those
  /// behind it. O(pages · depth).
  public void showAll(EvictionListener to) {
    var open = new ArrayDeque<Node>(roots.values());
    for (Node node = open.poll(); node != null; node = open.poll()) {
      for (int page = 0; page < node.length / PAGE_TOKENS; page++) {
        show(node, page, to);
      }
      for (int index = 0; index < node.childCount; index++) {
        open.add(node.children[index]);
      }
    }
  }

  private void show(Node node, int page, EvictionListener to) {
    int above = depthOf(node) - node.length;
    int end = above + (page + 1) * PAGE_TOKENS;
    if (end > path.length) {
      path = new int[Math.max(end, 2 * path.length)];
    }
    System.arraycopy(node.tokens, 0, path, above, end - above);
    Node top = node;
    for (Node at = node.parent; at != null; at = at.parent) {
      above -= at.length;
      System.arraycopy(at.tokens, 0, path, above, at.length);
      top = at;
    }
    boolean reused = node.uses > 1 || node.holds > 0;
    to.evicting(top.namespace, path, end, node.pages[page], reused);
  }

  /// Returns the number of pages that [#evict] can give up.
  public int evictablePages() {
    return unlockedPages;
  }

  /// Returns the number of pages in the tree that are locked.
  public int lockedPages() {
    return lockedPages;
  }

  /// Returns the counters.
  public CacheStatistics statistics() {
    return new CacheStatistics(
        matches,
        matchedTokens,
        inserts,
        insertedPages,
        duplicatePages,
        evictedPages,
        splits,
        nodes);
  }

  /// Recomputes everything the tree keeps count of and compares. O(size of the tree).
  ///
  /// @param pagesInUse pages owned by running sequences
  /// @throws IllegalStateException naming the first invariant that does not hold
  public void checkInvariants(int pagesInUse) {
    new TreeInvariants(this).check(pagesInUse);
  }

  /// Walks down while whole pages match, cutting an edge where they end; returns the node there.
  private Node descend(String namespace, int[] tokens, int limit) {
    clock++;
    Node node = roots.get(namespace);
    if (node == null) {
      node = new Node(nextId++, null, new int[0], 0, new int[0], namespace);
      roots.put(namespace, node);
    }
    int at = 0;
    while (true) {
      touch(node);
      int index = limit - at < PAGE_TOKENS ? -1 : node.findChild(tokens, at, limit);
      if (index < 0) {
        return node;
      }
      Node child = node.children[index];
      int wholePages = child.commonPrefix(tokens, at, limit) / PAGE_TOKENS;
      if (wholePages * PAGE_TOKENS < child.length) {
        child = split(child, wholePages);
      }
      at += child.length;
      node = child;
    }
  }

  /// Returns the child whose first page shares the longest beginning with the tokens at `at`, or
  /// null where none shares a token. By the order of the children it is next to where they belong.
  private static @Nullable Node longestPartial(Node node, int[] tokens, int at, int limit) {
    if (at >= limit || node.childCount == 0) {
      return null;
    }
    int found = node.findChild(tokens, at, limit);
    int index = found >= 0 ? found : -1 - found;
    Node best = null;
    int longest = 0;
    for (int near = Math.max(0, index - 1); near <= index && near < node.childCount; near++) {
      int common = node.children[near].commonPrefix(tokens, at, Math.min(limit, at + PAGE_TOKENS));
      if (common > longest) {
        longest = common;
        best = node.children[near];
      }
    }
    return best;
  }

  /// Puts a new node above `node` with its first pages; returns the new node.
  private Node split(Node node, int pages) {
    splits++;
    evictable.remove(node);
    int cut = pages * PAGE_TOKENS;
    Node parent = parentOf(node);
    Node upper =
        new Node(
            nextId++,
            parent,
            Arrays.copyOf(node.tokens, cut),
            cut,
            Arrays.copyOf(node.pages, pages),
            "");
    upper.locks = node.locks;
    upper.lastUse = node.lastUse;
    upper.uses = node.uses;
    parent.removeChild(node);
    int total = node.pageCount();
    node.tokens = Arrays.copyOfRange(node.tokens, cut, node.length);
    node.length -= cut;
    node.pages = Arrays.copyOfRange(node.pages, pages, total);
    node.parent = upper;
    upper.addChild(node);
    parent.addChild(upper);
    nodes++;
    evictable.update(node);
    return upper;
  }

  private Node take(String namespace, int[] tokens, int length, int[] pages, int owned) {
    inserts++;
    Node node = descend(namespace, tokens, length);
    int at = depthOf(node);
    replaceDuplicates(node, at / PAGE_TOKENS, pages, owned);
    if (at == length) {
      return node;
    }
    Node neighbour = longestPartial(node, tokens, at, length);
    if (neighbour != null) {
      int common = neighbour.commonPrefix(tokens, at, Math.min(length, at + PAGE_TOKENS));
      if (common == length - at) {
        // The tail is the beginning of a page that is here already.
        duplicatePages++;
        pool.free(ownedPage(pages, at / PAGE_TOKENS, owned));
        touch(neighbour);
        return neighbour;
      }
      if (common == neighbour.length && neighbour.locks == 0) {
        // A partly filled page that the new one continues.
        pool.free(neighbour.pages[0]);
        unlockedPages--;
        evictable.remove(neighbour);
        Node leaf = addLeaf(node, tokens, at, length, pages, owned);
        detach(neighbour, leaf);
        return leaf;
      }
    }
    return addLeaf(node, tokens, at, length, pages, owned);
  }

  private Node addLeaf(Node parent, int[] tokens, int at, int length, int[] pages, int owned) {
    int firstPage = at / PAGE_TOKENS;
    ownedPage(pages, firstPage, owned);
    int pageCount = (length - at + PAGE_TOKENS - 1) / PAGE_TOKENS;
    Node leaf =
        new Node(
            nextId++,
            parent,
            Arrays.copyOfRange(tokens, at, length),
            length - at,
            Arrays.copyOfRange(pages, firstPage, firstPage + pageCount),
            "");
    evictable.remove(parent);
    parent.addChild(leaf);
    nodes++;
    insertedPages += pageCount;
    unlockedPages += pageCount;
    touch(leaf);
    evictable.update(leaf);
    return leaf;
  }

  /// Frees the sequence's own pages that the path down to `node` holds too.
  private void replaceDuplicates(Node node, int end, int[] pages, int owned) {
    int index = end;
    for (Node at = node; index > owned; at = parentOf(at)) {
      for (int page = at.pageCount() - 1; page >= 0 && index > owned; page--) {
        index--;
        if (pages[index] != at.pages[page]) {
          duplicatePages++;
          pool.free(pages[index]);
          pages[index] = at.pages[page];
        }
      }
    }
  }

  private static int ownedPage(int[] pages, int index, int owned) {
    if (index < owned) {
      throw new IllegalStateException(
          "page %d of the table is the tree's but its tokens are not there".formatted(index));
    }
    return pages[index];
  }

  private void lock(Node node) {
    node.ownLocks++;
    for (Node at = node; at != null; at = at.parent) {
      if (at.locks++ == 0) {
        evictable.remove(at);
        lockedPages += at.pageCount();
        unlockedPages -= at.pageCount();
      }
    }
  }

  private void unlock(Node node) {
    node.ownLocks--;
    for (Node at = node; at != null; at = at.parent) {
      if (--at.locks == 0) {
        lockedPages -= at.pageCount();
        unlockedPages += at.pageCount();
        evictable.update(at);
      }
      if (at.locks < 0) {
        throw new IllegalStateException("a node has %d locks".formatted(at.locks));
      }
    }
    if (node.parent == null) {
      dropEmptyRoot(node);
    }
  }

  /// Takes a node without pages out of the tree; its holds move on to `successor`.
  private void detach(Node node, Node successor) {
    evictable.remove(node);
    Node parent = parentOf(node);
    parent.removeChild(node);
    nodes--;
    node.successor = successor;
    evictable.remove(successor);
    successor.holds += node.holds;
    evictable.update(successor);
    evictable.update(parent);
    dropEmptyRoot(parent);
  }

  private void dropEmptyRoot(Node node) {
    if (node.parent == null && node.childCount == 0 && node.locks == 0) {
      roots.remove(node.namespace, node);
    }
  }

  private void touch(Node node) {
    evictable.remove(node);
    node.lastUse = clock;
    node.uses++;
    evictable.update(node);
  }

  private static Node parentOf(Node node) {
    Node parent = node.parent;
    if (parent == null) {
      throw new IllegalStateException("the root has no parent");
    }
    return parent;
  }

  private static boolean isInTree(Node node) {
    return node.parent != null && node.successor == null;
  }

  private static int depthOf(Node node) {
    int depth = 0;
    for (Node at = node; at != null; at = at.parent) {
      depth += at.length;
    }
    return depth;
  }
}
