package io.espalier.constrained.json;

import io.espalier.constrained.automaton.State;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Waits for the outermost value.
final class Root implements Parent {
  private final State end = new DoneState();

  @Override
  public State done(long bits, @Nullable String value) {
    return end;
  }

  @Override
  public List<Way> ways() {
    return Way.END;
  }

  @Override
  public int depth() {
    return 0;
  }
}
