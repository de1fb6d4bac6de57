package io.espalier.constrained.json;

import io.espalier.constrained.automaton.State;
import java.nio.charset.StandardCharsets;

/// Membership of whole texts in languages.
final class Words {
  private Words() {}

  static boolean contains(State language, String text) {
    State state = language;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      state = state == null ? null : state.next(b & 255);
    }
    return state != null && state.accepting();
  }
}
