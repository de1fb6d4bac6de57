package io.espalier.constrained.json;

import io.espalier.constrained.automaton.ByteSet;
import io.espalier.constrained.automaton.State;
import org.jspecify.annotations.Nullable;

/// After the whole value.
final class DoneState extends State {
  @Override
  protected @Nullable State derive(int b) {
    return null;
  }

  @Override
  public long[] candidates() {
    return ByteSet.none();
  }

  @Override
  public boolean accepting() {
    return true;
  }

  @Override
  public int distance() {
    return 0;
  }
}
