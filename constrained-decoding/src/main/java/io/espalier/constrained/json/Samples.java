package io.espalier.constrained.json;

import io.espalier.constrained.automaton.ByteSet;
import io.espalier.constrained.automaton.State;
import io.espalier.constrained.regex.Expr;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;

/// Finds short words of a language: at each step the beginning whose shortest word is shortest goes
/// on (A*, with the exact distance).
// States are interned, so identity is equality.
@SuppressWarnings("ReferenceEquality")
final class Samples {
  private static final int MAX_STEPS = 400;

  private final int count;
  private final PriorityQueue<Entry> queue = new PriorityQueue<>();
  private int made;

  private Samples(int count) {
    this.count = count;
  }

  private static final class Entry implements Comparable<Entry> {
    final State state;
    final byte[] bytes;
    final int length;
    final int order;

    Entry(State state, byte[] bytes, int order) {
      this.state = state;
      this.bytes = bytes;
      this.length = bytes.length + state.distance();
      this.order = order;
    }

    @Override
    public int compareTo(Entry other) {
      return length != other.length
          ? Integer.compare(length, other.length)
          : Integer.compare(order, other.order);
    }
  }

  /// Returns up to `count` words; fewer where the search gets long.
  static List<String> of(Expr language, int count) {
    return language.isEmpty() ? List.of() : new Samples(count).find(language);
  }

  private List<String> find(Expr language) {
    List<String> out = new ArrayList<>();
    queue.add(new Entry(language, new byte[0], made++));
    for (int steps = 0; steps < MAX_STEPS + 4 * count && !queue.isEmpty(); steps++) {
      Entry entry = queue.poll();
      if (entry.state.accepting()) {
        out.add(new String(entry.bytes, StandardCharsets.UTF_8));
        if (out.size() >= count) {
          return out;
        }
      }
      expand(entry);
    }
    return out;
  }

  /// Follows letters first, one byte for each different successor and up to `count` for the same
  /// one.
  private void expand(Entry entry) {
    State last = null;
    int same = 0;
    long[] candidates = entry.state.candidates();
    for (int i = 0; i < 256; i++) {
      int b = (i + 'a') & 255;
      State next = ByteSet.contains(candidates, b) ? entry.state.next(b) : null;
      if (next == null) {
        continue;
      }
      same = next == last ? same + 1 : 0;
      last = next;
      if (same < count) {
        byte[] bytes = Arrays.copyOf(entry.bytes, entry.bytes.length + 1);
        bytes[entry.bytes.length] = (byte) b;
        queue.add(new Entry(next, bytes, made++));
      }
    }
  }
}
