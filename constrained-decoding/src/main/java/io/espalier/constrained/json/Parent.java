package io.espalier.constrained.json;

import io.espalier.constrained.automaton.State;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whoever waits for a value to end. Compared by identity: parents are interned.
interface Parent {
  /// Returns the state after the value, or null where nothing can follow. Bit `i` of `bits` is the
  /// outcome of the goal's report `i`; `value` is the value's text where the goal asked for it.
  @Nullable State done(long bits, @Nullable String value);

  /// Returns the short ways from the end of the value to the end of the whole text, by what they
  /// ask of the value's outcome; never empty.
  List<Way> ways();

  /// Returns how many arrays and objects are open.
  int depth();
}
