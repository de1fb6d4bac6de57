package io.espalier.constrained.mask;

import io.espalier.constrained.automaton.ByteClasses;
import io.espalier.constrained.automaton.State;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The masks of one constraint over one vocabulary, computed when first asked for. Thread-safe.
///
/// Two kinds of entry: the mask of a whole state, which is a small difference to shared words, and
/// the summary of an inner state. Entries are dropped, all at once, when the [MaskBudget] of the
/// vocabulary wants room; what constraints share is kept by the vocabulary's [Slices].
public final class MaskStore {
  private final Slices slices;
  private final ConcurrentHashMap<State, CachedMask> masks = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<State, LexicalSummary> summaries = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<State, Reach> stringReaches = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<State, Reach> textReaches = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<State, int[]> suffixes = new ConcurrentHashMap<>();
  private final AtomicLong bytes = new AtomicLong();
  private final MaskBudget.Account account;

  /// Written by many threads without order: any of their values will do.
  private long lastUse;

  /// Makes an empty store.
  public MaskStore(Slices slices) {
    this.slices = slices;
    this.account = slices.budget().open(this);
  }

  /// Returns the mask of `state`.
  public CachedMask mask(State state) {
    lastUse = slices.budget().now();
    CachedMask known = masks.get(state);
    if (known == null) {
      known = slices.builder().build(state, this);
      count(known.weight());
      masks.put(state, known);
    }
    return known;
  }

  /// Returns the summary of an inner state.
  LexicalSummary summary(State inner) {
    LexicalSummary known = summaries.get(inner);
    if (known == null) {
      known = slices.summary(inner, slices.builder(), this);
      if (known == null) {
        known = slices.builder().summarise(inner, this);
        count(known.weight());
      }
      summaries.put(inner, known);
    }
    return known;
  }

  /// Returns what `inner`, standing at `node` of the trie, does to the tokens below; null where
  /// that is not shared between constraints.
  @Nullable LexicalSummary part(int node, State inner) {
    return slices.part(node, inner, this);
  }

  /// The same for a plain string, none of whose exceptions lie below `node`; null where it is none.
  @Nullable LexicalSummary plainPart(int node, State inner) {
    return slices.plainPart(node, inner, this);
  }

  /// Returns the vocabulary as states see it that white space leads back to.
  SpaceLed spaceLed() {
    return slices.spaceLed();
  }

  /// Returns the characters that keep `text` going on, as the inside of a JSON string or as it is;
  /// none where they are not known yet and there is no finder.
  Reach reach(State text, boolean json, @Nullable ReachFinder finder) {
    ConcurrentHashMap<State, Reach> reaches = json ? stringReaches : textReaches;
    Reach known = reaches.get(text);
    if (known == null) {
      if (finder == null) {
        return Reach.NONE;
      }
      known = finder.find(text, json ? ByteClasses.STRING_TEXT : ByteClasses.TEXT);
      reaches.put(text, known);
    }
    return known;
  }

  /// Returns the tokens that go on from `after` behind a plain string's closing quote, where known.
  int @Nullable [] suffixes(State after) {
    return suffixes.get(after);
  }

  /// Keeps what [#suffixes] returns: every place in a string leaves it for the same state.
  void keepSuffixes(State after, int[] tokens) {
    suffixes.put(after, tokens);
    count(64 + 4L * tokens.length);
  }

  private void count(long added) {
    bytes.addAndGet(added);
    slices.budget().add(account, added);
  }

  /// Drops every entry.
  void clear() {
    masks.clear();
    summaries.clear();
    suffixes.clear();
    stringReaches.clear();
    textReaches.clear();
    bytes.set(0);
  }

  /// Returns when a mask was last asked for, in the budget's time.
  long lastUse() {
    return lastUse;
  }

  /// Returns the bytes the kept masks take, roughly.
  public long bytes() {
    return bytes.get();
  }
}
