package io.espalier.constrained.automaton;

import org.jspecify.annotations.Nullable;

/// A state inside a piece of text (a string, a number, a key) whose inside does not depend on what
/// surrounds it.
///
/// Bytes are read by the *inner* automaton alone until it accepts; then [#leave] says where the
/// surrounding text goes on. Masks use this: the tokens that stay inside are computed once per
/// inner state and shared by every place such a piece may stand.
public abstract class LexicalState extends State {
  /// Only subclasses make states.
  protected LexicalState() {}

  /// Returns the state of the inner automaton.
  public abstract State inner();

  /// Returns the surrounding state once the inner automaton has come, by `bytes[from..to)`, to the
  /// accepting state `end`; or null where nothing can follow.
  public abstract @Nullable State leave(State end, byte[] bytes, int from, int to);

  /// Tells whether [#leave] depends on the bytes read, not only on `end`.
  public abstract boolean readsText();
}
