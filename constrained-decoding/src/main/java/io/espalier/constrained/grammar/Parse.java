package io.espalier.constrained.grammar;

import io.espalier.constrained.automaton.InternTable;
import io.espalier.constrained.automaton.LexicalState;
import io.espalier.constrained.automaton.State;
import io.espalier.constrained.grammar.EarleySet.Seed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// All ways in which the text so far can be read: terminals in progress, each with the place of its
/// item. Steps byte by byte; [State]s wrap it.
final class Parse {
  /// A terminal at position `at`, read as far as `progress`, in an alternative begun at `origin`.
  /// `place` is where the terminal began, kept only where some terminals win over others.
  record Reading(int at, State progress, EarleySet origin, @Nullable EarleySet place) {}

  private final Rules rules;
  private final InternTable table;
  private final Set<Reading> readings;
  private final boolean accepting;
  private int distance = -1;

  private Parse(Rules rules, InternTable table, Set<Reading> readings, boolean accepting) {
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
    return new Parse(rules, table, readings, root.isAccepting()).state();
  }

  private static void addTerminals(Rules rules, EarleySet set, Set<Reading> readings) {
    for (Seed item : set.terminals) {
      State language = rules.language[item.at()];
      if (language != null) {
        EarleySet origin = item.origin() == null ? set : item.origin();
        EarleySet place = rules.wins.isEmpty() ? null : set;
        readings.add(new Reading(item.at(), language, origin, place));
      }
    }
  }

  /// Inside one piece of text and nothing else, the state says so, and masks of that piece are
  /// shared.
  private State state() {
    if (!accepting
        && readings.size() == 1
        && readings.iterator().next().progress instanceof LexicalState piece) {
      return table.intern(new PieceState(this, piece));
    }
    return table.intern(new ParserState(this));
  }

  /// Returns the state after `b`, or null.
  @Nullable State after(int b) {
    Set<Reading> next = new LinkedHashSet<>();
    Set<Seed> seeds = new LinkedHashSet<>();
    Set<EarleySet> won = rules.wins.isEmpty() ? Set.of() : won(b);
    for (Reading reading : readings) {
      State progress = reading.progress.next(b);
      if (progress != null
          && (reading.place == null
              || !won.contains(reading.place)
              || (rules.wins.get(reading.at) && progress.accepting()))) {
        take(reading, progress, next, seeds);
      }
    }
    return finish(next, seeds);
  }

  /// Returns the places from which a terminal that wins is complete after `b`.
  private Set<EarleySet> won(int b) {
    Set<EarleySet> places = new HashSet<>();
    for (Reading reading : readings) {
      if (rules.wins.get(reading.at) && reading.place != null) {
        State progress = reading.progress.next(b);
        if (progress != null && progress.accepting()) {
          places.add(reading.place);
        }
      }
    }
    return places;
  }

  /// Returns the state after the only reading has come to `progress`.
  @Nullable State after(State progress) {
    Set<Reading> next = new LinkedHashSet<>();
    Set<Seed> seeds = new LinkedHashSet<>();
    take(readings.iterator().next(), progress, next, seeds);
    return finish(next, seeds);
  }

  private static void take(Reading reading, State progress, Set<Reading> next, Set<Seed> seeds) {
    if (!progress.terminal()) {
      next.add(new Reading(reading.at, progress, reading.origin, reading.place));
    }
    if (progress.accepting()) {
      seeds.add(new Seed(reading.at + 1, reading.origin));
    }
  }

  private @Nullable State finish(Set<Reading> next, Set<Seed> seeds) {
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
    return next.isEmpty() && !end ? null : new Parse(rules, table, next, end).state();
  }

  boolean accepting() {
    return accepting;
  }

  int distance() {
    int known = distance;
    if (known < 0) {
      known = accepting ? 0 : Integer.MAX_VALUE / 4;
      for (Reading reading : readings) {
        long cost =
            (long) reading.progress.distance()
                + rules.restCost(reading.at + 1)
                + reading.origin.costAfter(rules.owner[reading.at]);
        known = (int) Math.min(known, cost);
      }
      distance = known;
    }
    return known;
  }

  boolean sameShape(Parse other) {
    return accepting == other.accepting && readings.equals(other.readings);
  }

  int shapeHash() {
    return readings.hashCode() + (accepting ? 1 : 0);
  }
}
