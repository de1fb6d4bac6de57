package io.espalier.cache.host;

import io.espalier.cache.EvictionListener;
import io.espalier.cache.RadixTree;
import io.espalier.cache.host.HostPage.Tokens;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// Whole pages outside the pool, found by their tokens and all tokens before them.
///
/// Pages come when the pool gives them up and leave, least recently used first, when there is no
/// place for another. A page that is brought back stays here too, until it has to go. Nothing is
/// shared across namespaces.
///
/// Confined to the scheduler thread.
public final class HostTier implements EvictionListener {
  private static final int PAGE = RadixTree.PAGE_TOKENS;

  private final PageAccess access;
  private final MemorySegment memory;
  private final TransferCost cost;
  private final long pageBytes;
  private final int places;
  private final BitSet taken;
  private final BitSet written = new BitSet();
  private int used;

  /// No place below this one is free.
  private int lowestFree;

  private final UseOrder order = new UseOrder();
  private final Map<String, HostPage> roots = new HashMap<>();
  private long saved;
  private long declined;
  private long loaded;
  private long evicted;
  private long damaged;

  /// @param memory where the pages go; what does not make up a whole page is left alone
  /// @throws IllegalArgumentException when not one page fits
  public HostTier(PageAccess access, MemorySegment memory, TransferCost cost) {
    this.access = access;
    this.memory = memory;
    this.cost = cost;
    pageBytes = access.pageBytes();
    places = (int) Math.min(memory.byteSize() / pageBytes, Integer.MAX_VALUE / 2);
    if (places < 1) {
      throw new IllegalArgumentException(
          "%d bytes hold no page of %d".formatted(memory.byteSize(), pageBytes));
    }
    taken = new BitSet(places);
  }

  @Override
  public void evicting(String namespace, int[] tokens, int end, int page, boolean reused) {
    if (cost.isSaveWorthwhile(reused)) {
      save(namespace, tokens, end, page);
    } else {
      declined++;
    }
  }

  /// Copies a page here whatever it costs, unless it is here already.
  ///
  /// @param tokens the prefix that ends with the page
  public void save(String namespace, int[] tokens, int end, int page) {
    HostPage known = find(namespace, tokens, end);
    if (known != null && known.place != HostPage.NO_PLACE) {
      order.touch(known);
      return;
    }
    // Making room may take nodes away, so the path is built afterwards.
    int place = takePlace();
    HostPage node = roots.computeIfAbsent(namespace, name -> root(name));
    for (int at = 0; at < end; at += PAGE) {
      HostPage parent = node;
      node =
          node.children.computeIfAbsent(
              key(tokens, at), tokensOfPage -> new HostPage(parent, tokensOfPage, ""));
    }
    long start = System.nanoTime();
    access.readPage(page, at(place));
    cost.saved(System.nanoTime() - start);
    node.place = place;
    node.checksum = -1;
    order.add(node);
    saved++;
  }

  /// Finds the pages that follow a prefix. The ones found are the last to go.
  ///
  /// @param from whole pages at the beginning of `tokens` that are not asked for
  /// @param limit whole pages of `tokens`
  public HostMatch match(String namespace, int[] tokens, int from, int limit) {
    HostPage node = roots.get(namespace);
    var found = new ArrayList<HostPage>();
    for (int page = 0; page < limit && node != null; page++) {
      node = node.children.get(key(tokens, page * PAGE));
      if (page >= from) {
        if (node == null || node.place == HostPage.NO_PLACE) {
          break;
        }
        found.add(node);
      }
    }
    // The later page goes first: without those before it, it is of no use.
    for (int index = found.size() - 1; index >= 0; index--) {
      order.touch(found.get(index));
    }
    return new HostMatch(found);
  }

  /// Returns whether pages are brought back sooner than computed.
  public boolean isLoadWorthwhile() {
    return cost.isLoadWorthwhile();
  }

  /// Brings a page of a match back.
  ///
  /// @param index which one
  /// @param page the pool's page to write
  /// @return false when it has gone since, or its bytes are damaged; then the page was not written
  public boolean load(HostMatch match, int index, int page) {
    HostPage node = match.found.get(index);
    if (node.place == HostPage.NO_PLACE || !isSound(node)) {
      return false;
    }
    long start = System.nanoTime();
    access.writePage(page, at(node.place));
    cost.loaded(System.nanoTime() - start);
    loaded++;
    return true;
  }

  /// Returns the counters.
  public HostStatistics statistics() {
    return new HostStatistics(places, used, saved, declined, loaded, evicted, damaged);
  }

  /// Bytes of the page at a place.
  MemorySegment at(int place) {
    return memory.asSlice(place * pageBytes, pageBytes);
  }

  int places() {
    return places;
  }

  /// Places that have ever held a page; not to be changed.
  BitSet writtenPlaces() {
    return written;
  }

  /// Returns the pages of a namespace, a page before those behind it.
  List<HostPage> pages(String namespace) {
    var all = new ArrayList<HostPage>();
    HostPage root = roots.get(namespace);
    if (root != null) {
      all.add(root);
      for (int index = 0; index < all.size(); index++) {
        all.addAll(all.get(index).children.values());
      }
      all.removeFirst();
    }
    return all;
  }

  /// Adds a page that is in memory already, as from a folder.
  ///
  /// @param parent the page before it, or null for the first page of the default namespace
  /// @param place a free place, or [HostPage#NO_PLACE]
  HostPage adopt(@Nullable HostPage parent, int[] tokens, int place, long checksum) {
    HostPage above = parent == null ? roots.computeIfAbsent("", name -> root(name)) : parent;
    var node = new HostPage(above, new Tokens(tokens), "");
    if (above.children.putIfAbsent(node.tokens, node) != null) {
      throw new IllegalArgumentException("two pages hold the same tokens");
    }
    if (place != HostPage.NO_PLACE) {
      claim(place);
      node.place = place;
      node.checksum = checksum;
      order.add(node);
    }
    return node;
  }

  /// Sums up a page's bytes.
  long checksum(int place) {
    var sum = new CRC32C();
    sum.update(at(place).asByteBuffer());
    return sum.getValue();
  }

  private boolean isSound(HostPage node) {
    if (node.checksum >= 0 && node.checksum != checksum(node.place)) {
      damaged++;
      drop(node);
      return false;
    }
    node.checksum = -1;
    return true;
  }

  private @Nullable HostPage find(String namespace, int[] tokens, int end) {
    HostPage node = roots.get(namespace);
    for (int at = 0; at < end && node != null; at += PAGE) {
      node = node.children.get(key(tokens, at));
    }
    return node;
  }

  private int takePlace() {
    if (used == places) {
      HostPage oldest = order.oldest();
      if (oldest == null) {
        throw new IllegalStateException("every place is taken, by no page");
      }
      drop(oldest);
      evicted++;
    }
    int place = taken.nextClearBit(lowestFree);
    claim(place);
    return place;
  }

  private void claim(int place) {
    if (place < 0 || place >= places || taken.get(place)) {
      throw new IllegalArgumentException("place %d of %d is not free".formatted(place, places));
    }
    taken.set(place);
    written.set(place);
    used++;
    if (place == lowestFree) {
      lowestFree++;
    }
  }

  /// Gives a page's place up, and every node that is left without a reason to be there.
  private void drop(HostPage page) {
    order.remove(page);
    taken.clear(page.place);
    used--;
    lowestFree = Math.min(lowestFree, page.place);
    page.place = HostPage.NO_PLACE;
    HostPage node = page;
    while (node.place == HostPage.NO_PLACE && node.children.isEmpty()) {
      HostPage parent = node.parent;
      if (parent == null) {
        roots.remove(node.namespace, node);
        return;
      }
      parent.children.remove(node.tokens, node);
      node = parent;
    }
  }

  private static HostPage root(String namespace) {
    return new HostPage(null, new Tokens(new int[0]), namespace);
  }

  private static Tokens key(int[] tokens, int at) {
    return new Tokens(Arrays.copyOfRange(tokens, at, at + PAGE));
  }
}
