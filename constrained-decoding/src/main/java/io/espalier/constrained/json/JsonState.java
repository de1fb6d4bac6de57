package io.espalier.constrained.json;

import io.espalier.constrained.automaton.Interned;
import io.espalier.constrained.automaton.State;

/// A place in a JSON text between its pieces.
abstract class JsonState extends State implements Interned {
  final JsonEngine engine;

  JsonState(JsonEngine engine) {
    this.engine = engine;
  }

  @Override
  public boolean accepting() {
    return false;
  }
}
