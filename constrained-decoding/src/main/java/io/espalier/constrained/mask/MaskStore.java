package io.espalier.constrained.mask;

import io.espalier.constrained.Vocabulary;
import io.espalier.constrained.automaton.ByteClasses;
import io.espalier.constrained.automaton.LexicalState;
import io.espalier.constrained.automaton.State;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The masks of one constraint over one vocabulary, computed when first asked for. Thread-safe.
///
/// Two kinds of entry: the mask of a whole state, which is a small difference to shared words, and
/// the summary of an inner state, which owns the words. Entries are dropped, all at once, when
/// their bytes pass the cap: a mask costs microseconds to make again, and the shared words of plain
/// strings are kept by the vocabulary's [Slices].
public final class MaskStore {
  private static final long MAX_BYTES = 64L << 20;

  private final Slices slices;
  private final ThreadLocal<MaskBuilder> builders;
  private final ConcurrentHashMap<State, CachedMask> masks = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<State, LexicalSummary> summaries = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<State, Reach> stringReaches = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<State, Reach> textReaches = new ConcurrentHashMap<>();
  private final AtomicLong bytes = new AtomicLong();

  /// Makes an empty store.
  public MaskStore(Vocabulary vocabulary) {
    this.slices = vocabulary.slices();
    this.builders = ThreadLocal.withInitial(() -> new MaskBuilder(vocabulary));
  }

  /// Returns the mask of `state`.
  public CachedMask mask(State state) {
    CachedMask known = masks.get(state);
    if (known == null) {
      known = builders.get().build(state, this);
      count(known.weight(!(state instanceof LexicalState)));
      masks.put(state, known);
    }
    return known;
  }

  /// Returns the summary of an inner state.
  LexicalSummary summary(State inner) {
    LexicalSummary known = summaries.get(inner);
    if (known == null) {
      known = slices.summary(inner, builders.get(), this);
      if (known == null) {
        known = builders.get().summarise(inner, this);
        count(known.inside.weight(true) + 4L * known.exits.length);
      }
      summaries.put(inner, known);
    }
    return known;
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

  private void count(long added) {
    if (bytes.addAndGet(added) > MAX_BYTES) {
      masks.clear();
      summaries.clear();
      stringReaches.clear();
      textReaches.clear();
      bytes.set(0);
    }
  }

  /// Returns the bytes the kept masks take, roughly.
  public long bytes() {
    return bytes.get();
  }
}
