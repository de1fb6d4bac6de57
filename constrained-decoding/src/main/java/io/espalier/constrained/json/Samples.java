package io.espalier.constrained.json;

import io.espalier.constrained.automaton.State;
import io.espalier.constrained.regex.Expr;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Finds short words of a language, breadth first.
// States are interned, so identity is equality.
@SuppressWarnings("ReferenceEquality")
final class Samples {
  private static final int MAX_STEPS = 400;

  private Samples() {}

  private static final class Entry {
    final State state;
    final byte[] bytes;

    Entry(State state, byte[] bytes) {
      this.state = state;
      this.bytes = bytes;
    }
  }

  /// Returns up to `count` words; fewer where the search gets long.
  static List<String> of(Expr language, int count) {
    List<String> out = new ArrayList<>();
    if (language.isEmpty()) {
      return out;
    }
    ArrayDeque<Entry> queue = new ArrayDeque<>();
    queue.add(new Entry(language, new byte[0]));
    for (int steps = 0; steps < MAX_STEPS + 4 * count && !queue.isEmpty(); steps++) {
      Entry entry = queue.poll();
      if (entry.state.accepting()) {
        out.add(new String(entry.bytes, StandardCharsets.UTF_8));
        if (out.size() >= count) {
          return out;
        }
      }
      expand(entry, queue, count);
    }
    return out;
  }

  /// Follows letters first, one byte for each different successor and up to `count` for the same
  /// one.
  private static void expand(Entry entry, ArrayDeque<Entry> queue, int count) {
    State last = null;
    int same = 0;
    for (int i = 0; i < 256; i++) {
      int b = (i + 'a') & 255;
      State next = entry.state.next(b);
      if (next == null) {
        continue;
      }
      same = next == last ? same + 1 : 0;
      last = next;
      if (same < count) {
        byte[] bytes = Arrays.copyOf(entry.bytes, entry.bytes.length + 1);
        bytes[entry.bytes.length] = (byte) b;
        queue.add(new Entry(next, bytes));
      }
    }
  }
}
