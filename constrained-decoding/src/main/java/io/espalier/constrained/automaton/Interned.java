package io.espalier.constrained.automaton;

/// Something an [InternTable] keeps one object of per shape. Identity is equality for everyone
/// else.
public interface Interned {
  /// Tells whether `other`, of the same class, is built the same way from the same parts.
  boolean sameShape(Object other);

  /// Returns a hash that agrees with [#sameShape].
  int shapeHash();
}
