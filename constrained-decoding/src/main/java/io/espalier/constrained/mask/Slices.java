package io.espalier.constrained.mask;

import io.espalier.constrained.automaton.PlainText;
import io.espalier.constrained.automaton.State;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The summaries of plain strings, which occur in every grammar, kept with the vocabulary.
/// Thread-safe.
public final class Slices {
  /// Beyond this many kinds the set is emptied: 16 KB each for 128,000 tokens.
  private static final int MAX_KINDS = 512;

  /// About 100 KB each.
  private static final int MAX_SLICES = 128;

  private final ConcurrentHashMap<PlainText.Kind, LexicalSummary> known = new ConcurrentHashMap<>();

  private final ConcurrentHashMap<Key, Slice> slices = new ConcurrentHashMap<>();

  private record Key(long classes, int depth) {}

  /// Makes an empty set.
  public Slices() {}

  @Nullable LexicalSummary summary(State inner, MaskBuilder builder, MaskStore store) {
    if (!(inner instanceof PlainText text)) {
      return null;
    }
    PlainText.Kind kind = text.plainText(builder.window());
    if (kind == null) {
      return null;
    }
    LexicalSummary summary = known.get(kind);
    if (summary == null && text.exceptions().isEmpty()) {
      summary = builder.summarisePlain(inner, store);
      if (known.size() >= MAX_KINDS) {
        known.clear();
      }
      known.put(kind, summary);
    }
    return summary;
  }

  /// Returns the tokens within `reach`.
  Slice slice(TokenTrie trie, int wordCount, Reach reach) {
    Key key = new Key(reach.classes(), Math.min(reach.depth(), trie.maxDepth));
    Slice known = slices.get(key);
    if (known == null) {
      known = Slice.of(trie, wordCount, reach);
      if (slices.size() >= MAX_SLICES) {
        slices.clear();
      }
      slices.put(key, known);
    }
    return known;
  }
}
