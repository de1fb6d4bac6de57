package io.espalier.constrained.mask;

import io.espalier.constrained.automaton.ByteClasses;
import io.espalier.constrained.automaton.ByteSet;
import io.espalier.constrained.automaton.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds classes of characters that keep a text going on, by following the automaton breadth first.
///
/// Starting from all classes, a layer of states at a time: a class that some state of the layer
/// does not allow is given up and the search begun again, unless that would leave no class; then
/// the layers before it are the answer. What is found is right, and need not be the most there is.
/// Confined to one thread.
// States are interned, so identity is equality.
@SuppressWarnings("ReferenceEquality")
final class ReachFinder {
  /// Texts that allow fewer bytes than this are walked as they are.
  private static final int MIN_BYTES = 10;

  private static final int MAX_STATES = 28;
  private static final int MAX_TARGETS = 6;

  /// States within characters looked at for one class; a class split more finely is given up.
  private static final int MAX_AMID = 16;

  private static final long ASCII = (1L << ByteClasses.ASCII) - 1;
  private static final int[][] CLASS_BYTES = classBytes();

  private final State[] targets = new State[MAX_TARGETS];
  private int targetCount;
  private int amid;

  private static int[][] classBytes() {
    int[][] out = new int[ByteClasses.ASCII][0];
    for (int b = 0; b < 128; b++) {
      int c = ByteClasses.classOf(b);
      out[c] = Arrays.copyOf(out[c], out[c].length + 1);
      out[c][out[c].length - 1] = b;
    }
    return out;
  }

  /// What one state does to each class: the states it leads to, empty where some byte is dead.
  /// Looked into when first asked for.
  private final class Moves {
    private final State state;
    private long asked;
    private final State[][] to = new State[ByteClasses.COUNT][];

    Moves(State state) {
      this.state = state;
    }

    State[] to(int c) {
      if ((asked & (1L << c)) == 0) {
        asked |= 1L << c;
        boolean live = c < ByteClasses.ASCII ? all(state, CLASS_BYTES[c]) : characters(state, c);
        to[c] = live ? Arrays.copyOf(targets, targetCount) : new State[0];
      }
      return to[c];
    }

    /// Returns those of `classes` that are live here.
    long live(long classes) {
      long out = 0;
      for (long left = classes; left != 0; left &= left - 1) {
        int c = Long.numberOfTrailingZeros(left);
        if (to(c).length > 0) {
          out |= 1L << c;
        }
      }
      return out;
    }
  }

  /// Returns what keeps `start` going on, out of `allowed` classes.
  Reach find(State start, long allowed) {
    if (ByteSet.size(start.candidates()) < MIN_BYTES) {
      return Reach.NONE;
    }
    IdentityHashMap<State, Moves> known = new IdentityHashMap<>();
    known.put(start, new Moves(start));
    Reach ascii = shrink(start, known, allowed & ASCII);
    return ascii.classes() == 0
        ? ascii
        : shrink(start, known, ascii.classes() | (allowed & ~ASCII));
  }

  private Reach shrink(State start, IdentityHashMap<State, Moves> known, long wanted) {
    long classes = wanted;
    while (classes != 0) {
      Reach found = spread(start, known, classes);
      if (found.classes() == classes) {
        return found.depth() < 2 ? Reach.NONE : found;
      }
      classes = found.classes();
    }
    return Reach.NONE;
  }

  /// Follows `classes` from `start`. Returns fewer classes where one of them has to be given up.
  private Reach spread(State start, IdentityHashMap<State, Moves> known, long classes) {
    List<State> seen = new ArrayList<>();
    seen.add(start);
    int layerEnd = 1;
    int depth = 0;
    for (int i = 0; i < seen.size(); i++) {
      if (i == layerEnd) {
        layerEnd = seen.size();
        depth++;
      }
      Moves here = known.get(seen.get(i));
      if (here == null) {
        if (known.size() == MAX_STATES) {
          return new Reach(classes, depth, false);
        }
        here = new Moves(seen.get(i));
        known.put(seen.get(i), here);
      }
      long rest = here.live(classes);
      if (rest != classes) {
        // Some classes go on: the others are given up. None does: texts end here.
        return rest == 0 && i > 0 ? new Reach(classes, depth, false) : new Reach(rest, 0, false);
      }
      for (long left = classes; left != 0; left &= left - 1) {
        for (State next : here.to(Long.numberOfTrailingZeros(left))) {
          if (!seen.contains(next)) {
            seen.add(next);
          }
        }
      }
    }
    return new Reach(classes, Integer.MAX_VALUE, seen.size() == 1);
  }

  /// Collects where `bytes` lead; false where one is dead or they lead to too many states.
  private boolean all(State state, int[] bytes) {
    targetCount = 0;
    long[] candidates = state.candidates();
    for (int b : bytes) {
      if (!ByteSet.contains(candidates, b) || !add(state.next(b))) {
        return false;
      }
    }
    return true;
  }

  private boolean add(@Nullable State next) {
    if (next == null) {
      return false;
    }
    for (int i = 0; i < targetCount; i++) {
      if (targets[i] == next) {
        return true;
      }
    }
    if (targetCount == MAX_TARGETS) {
      return false;
    }
    targets[targetCount++] = next;
    return true;
  }

  /// Collects where the characters of a class beyond ASCII lead.
  private boolean characters(State state, int c) {
    targetCount = 0;
    amid = 0;
    int[] leads = ByteClasses.leads(c);
    State last = null;
    for (int b = leads[0]; b <= leads[1]; b++) {
      State next = state.next(b);
      // Bytes alike share their state, but what may follow E0, ED, F0 and F4 is a range of its own.
      if (next == null || (next != last && !tail(next, lowest(b), highest(b), more(b)))) {
        return false;
      }
      last = next;
    }
    return true;
  }

  private static int lowest(int lead) {
    return lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  }

  private static int highest(int lead) {
    return lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  }

  /// Returns how many bytes come after the second one.
  private static int more(int lead) {
    return lead < 0xE0 ? 0 : lead < 0xF0 ? 1 : 2;
  }

  private boolean tail(State state, int low, int high, int more) {
    if (++amid > MAX_AMID) {
      return false;
    }
    State last = null;
    for (int b = low; b <= high; b++) {
      State next = state.next(b);
      if (next == null) {
        return false;
      }
      if (next != last && !(more == 0 ? add(next) : tail(next, 0x80, 0xBF, more - 1))) {
        return false;
      }
      last = next;
    }
    return true;
  }
}
