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

  private final ConcurrentHashMap<PlainText.Kind, LexicalSummary> known = new ConcurrentHashMap<>();

  /// Makes an empty set.
  public Slices() {}

  @Nullable LexicalSummary summary(State inner, MaskBuilder builder) {
    if (!(inner instanceof PlainText text)) {
      return null;
    }
    PlainText.Kind kind = text.plainText(builder.window());
    if (kind == null) {
      return null;
    }
    LexicalSummary summary = known.get(kind);
    if (summary == null && text.exceptions().isEmpty()) {
      summary = builder.summarisePlain(inner);
      if (known.size() >= MAX_KINDS) {
        known.clear();
      }
      known.put(kind, summary);
    }
    return summary;
  }
}
