package io.espalier.constrained.grammar;

import io.espalier.constrained.automaton.InternTable;
import io.espalier.constrained.automaton.Interned;
import io.espalier.constrained.automaton.State;
import io.espalier.constrained.grammar.EarleySet.Seed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The parse of a text so far: terminals that are being read, each with the place it stands at.
@SuppressWarnings("ReferenceEquality") // States are interned, so identity is equality.
final class ParserState extends State implements Interned {
  /// A terminal at position `at`, read up to `progress`, in an alternative begun at `origin`.
  private record Reading(int at, State progress, EarleySet origin) {}

  private final Rules rules;
  private final InternTable table;
  private final Set<Reading> readings;
  private final boolean accepting;

  private ParserState(Rules rules, InternTable table, Set<Reading> readings, boolean accepting) {
    this.rules = rules;
    this.table = table;
    this.readings = readings;
    this.accepting = accepting;
  }

  /// Returns the state before the first byte, or null where no text follows the grammar.
  static @Nullable State start(Rules rules) {
    if (rules.starts[0].length == 0) {
      return null;
    }
    InternTable table = new InternTable(200_000);
    EarleySet root = table.intern(new EarleySet(rules, List.of(), true)).close();
    Set<Reading> readings = new LinkedHashSet<>();
    addTerminals(rules, root, readings);
    return table.intern(new ParserState(rules, table, readings, root.isAccepting()));
  }

  private static void addTerminals(Rules rules, EarleySet set, Set<Reading> readings) {
    for (Seed item : set.terminals) {
      State language = rules.language[item.at()];
      if (language != null) {
        readings.add(new Reading(item.at(), language, item.origin() == null ? set : item.origin()));
      }
    }
  }

  @Override
  protected @Nullable State derive(int b) {
    Set<Reading> next = new LinkedHashSet<>();
    Set<Seed> seeds = new LinkedHashSet<>();
    for (Reading reading : readings) {
      State progress = reading.progress.next(b);
      if (progress == null) {
        continue;
      }
      if (!progress.terminal()) {
        next.add(new Reading(reading.at, progress, reading.origin));
      }
      if (progress.accepting()) {
        seeds.add(new Seed(reading.at + 1, reading.origin));
      }
    }
    boolean end = false;
    if (!seeds.isEmpty()) {
      List<Seed> sorted = new ArrayList<>(seeds);
      sorted.sort(
          Comparator.comparingInt(Seed::at)
              .thenComparingInt(seed -> System.identityHashCode(seed.origin())));
      EarleySet set = table.intern(new EarleySet(rules, List.copyOf(sorted), false)).close();
      addTerminals(rules, set, next);
      end = set.isAccepting();
    }
    return next.isEmpty() && !end ? null : table.intern(new ParserState(rules, table, next, end));
  }

  @Override
  public boolean accepting() {
    return accepting;
  }

  @Override
  public int distance() {
    int best = accepting ? 0 : Integer.MAX_VALUE / 4;
    for (Reading reading : readings) {
      int cost =
          reading.progress.distance()
              + rules.restCost(reading.at + 1)
              + reading.origin.costAfter(rules.owner[reading.at]);
      best = Math.min(best, cost);
    }
    return best;
  }

  @Override
  public boolean sameShape(Object other) {
    return other instanceof ParserState state
        && accepting == state.accepting
        && readings.equals(state.readings);
  }

  @Override
  public int shapeHash() {
    return readings.hashCode() + (accepting ? 1 : 0);
  }
}
