package io.espalier.dsl.ast;

import io.espalier.dsl.diagnostic.Span;

/// Anything in a syntax tree that has a place in the text. Nodes are immutable records; equality
/// includes the place.
public interface Node {

  /// Where the node stands in its file, from its first to after its last character.
  Span span();
}
