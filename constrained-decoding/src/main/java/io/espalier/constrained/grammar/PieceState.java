package io.espalier.constrained.grammar;

import io.espalier.constrained.automaton.Interned;
import io.espalier.constrained.automaton.LexicalState;
import io.espalier.constrained.automaton.State;
import org.jspecify.annotations.Nullable;

/// Inside a string, key or number of a value embedded in a grammar: its masks are those of the
/// piece.
final class PieceState extends LexicalState implements Interned {
  private final Parse parse;
  private final LexicalState piece;

  PieceState(Parse parse, LexicalState piece) {
    this.parse = parse;
    this.piece = piece;
  }

  @Override
  public State inner() {
    return piece.inner();
  }

  @Override
  public @Nullable State leave(State end, byte[] bytes, int from, int to) {
    State after = piece.leave(end, bytes, from, to);
    return after == null ? null : parse.after(after);
  }

  @Override
  public boolean readsText() {
    return piece.readsText();
  }

  @Override
  protected @Nullable State derive(int b) {
    return parse.after(b);
  }

  @Override
  public boolean accepting() {
    return parse.accepting();
  }

  @Override
  public int distance() {
    return parse.distance();
  }

  @Override
  public boolean sameShape(Object other) {
    return other instanceof PieceState state && parse.sameShape(state.parse);
  }

  @Override
  public int shapeHash() {
    return parse.shapeHash() + 7;
  }
}
