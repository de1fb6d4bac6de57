package io.espalier.constrained.mask;

import org.jspecify.annotations.Nullable;

/// What one inner state of a piece of text does to every token: the tokens that stay inside or end
/// exactly at its end, and the trie nodes at which the piece may end with bytes of the token left
/// over.
///
/// Independent of what surrounds the piece, so shared by all places where it may stand. Immutable.
final class LexicalSummary {
  /// The tokens; their words are shared by the masks made from this summary.
  final CachedMask inside;

  /// Where the piece may end and tokens go on.
  final Exits exits;

  /// The sub-tries below the exits as one, where all exits end the piece alike.
  final @Nullable SuffixTrie suffixes;

  LexicalSummary(CachedMask inside, Exits exits, @Nullable SuffixTrie suffixes) {
    this.inside = inside;
    this.exits = exits;
    this.suffixes = suffixes;
  }

  /// Returns the bytes it takes, shared words counted too.
  int weight() {
    return inside.weight() + exits.weight();
  }
}
