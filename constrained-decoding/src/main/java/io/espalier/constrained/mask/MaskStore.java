package io.espalier.constrained.mask;

import io.espalier.constrained.Vocabulary;
import io.espalier.constrained.automaton.State;
import java.util.concurrent.ConcurrentHashMap;

/// The masks of one constraint over one vocabulary, computed when first asked for. Thread-safe.
public final class MaskStore {
  private final ThreadLocal<MaskBuilder> builders;
  private final ConcurrentHashMap<State, CachedMask> masks = new ConcurrentHashMap<>();

  /// Makes an empty store.
  public MaskStore(Vocabulary vocabulary) {
    this.builders = ThreadLocal.withInitial(() -> new MaskBuilder(vocabulary));
  }

  /// Returns the mask of `state`.
  public CachedMask mask(State state) {
    CachedMask known = masks.get(state);
    if (known == null) {
      known = builders.get().build(state);
      masks.put(state, known);
    }
    return known;
  }
}
