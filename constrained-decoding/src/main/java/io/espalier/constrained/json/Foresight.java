package io.espalier.constrained.json;

import io.espalier.constrained.automaton.State;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Looks along the declared names of the outer objects while a schema is compiled, so that the
/// states that any text passes first exist before a sequence waits for its mask.
///
/// States are made when first asked for anyway; this only chooses when. It touches a bounded number
/// of names, some tens of microseconds of work.
final class Foresight {
  private static final int MAX_NAMES = 32;
  private static final int MAX_VALUES = 12;

  /// First characters of every type of value.
  private static final byte[] FIRST = "\"{[-01tfn".getBytes(StandardCharsets.US_ASCII);

  private Foresight() {}

  /// Makes the first states from `start` on.
  static void look(@Nullable State start) {
    ArrayDeque<State> values = new ArrayDeque<>();
    if (start != null) {
      values.add(start);
    }
    int names = 0;
    for (int i = 0; i < MAX_VALUES && !values.isEmpty(); i++) {
      State value = values.poll();
      State object = null;
      for (byte first : FIRST) {
        State next = value.next(first);
        object = next instanceof ObjectState ? next : object;
      }
      if (object instanceof ObjectState open) {
        for (String name : open.progress.space().names) {
          State member = names++ < MAX_NAMES ? along(open, JsonText.quote(name) + ":") : null;
          if (member != null) {
            values.add(member);
          }
        }
      }
    }
  }

  private static @Nullable State along(State from, String text) {
    State state = from;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      state = state == null ? null : state.next(b & 255);
    }
    return state;
  }
}
