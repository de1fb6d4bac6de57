package io.espalier.constrained.grammar;

import io.espalier.constrained.automaton.Interned;
import io.espalier.constrained.automaton.State;
import org.jspecify.annotations.Nullable;

/// A place in a text that follows a grammar.
final class ParserState extends State implements Interned {
  private final Parse parse;

  ParserState(Parse parse) {
    this.parse = parse;
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
    return other instanceof ParserState state && parse.sameShape(state.parse);
  }

  @Override
  public int shapeHash() {
    return parse.shapeHash();
  }
}
