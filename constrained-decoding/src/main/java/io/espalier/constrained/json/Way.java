package io.espalier.constrained.json;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// One way for a text to end once a value that is being read is over: which of the value's reports
/// must hold, which must not, and how many bytes follow the value then.
///
/// @param ones reports that must hold, as bits
/// @param zeros reports that must not hold
/// @param cost bytes from the end of the value to the end of the text
record Way(long ones, long zeros, int cost) {
  /// The value may end as it likes, and with it the text.
  static final List<Way> END = List.of(new Way(0, 0, 0));

  /// Of more ways than this only the shortest are kept.
  private static final int MOST = 16;

  /// Tells whether nothing is asked of the value.
  boolean free() {
    return ones == 0 && zeros == 0;
  }

  /// Tells whether a value with this outcome goes this way.
  boolean admits(long bits) {
    return (bits & ones) == ones && (bits & zeros) == 0;
  }

  /// Returns `must` and what this way asks of the reports.
  Formula narrow(Formulas formulas, Formula must, List<Formula> report) {
    if (free()) {
      return must;
    }
    List<Formula> parts = new ArrayList<>();
    parts.add(must);
    for (int i = 0; i < report.size(); i++) {
      if ((ones & (1L << i)) != 0) {
        parts.add(report.get(i));
      } else if ((zeros & (1L << i)) != 0) {
        parts.add(formulas.not(report.get(i)));
      }
    }
    return formulas.and(parts);
  }

  private boolean covers(Way other) {
    return cost <= other.cost && (ones & other.ones) == ones && (zeros & other.zeros) == zeros;
  }

  /// Prices what comes before the end of a value.
  interface Pricing {
    /// Returns the bytes up to the end of the value, or [Costs#NONE].
    int cost(Way way);
  }

  /// Returns the bytes to the end of the text by the shortest of `ways`.
  static int shortest(List<Way> ways, Pricing before) {
    int best = Costs.NONE;
    for (Way way : ways) {
      if (way.cost < best) {
        best = Math.min(best, Costs.add(before.cost(way), way.cost));
      }
    }
    return best;
  }

  /// Returns the ways that no other one makes superfluous, shortest first.
  static List<Way> best(List<Way> ways) {
    List<Way> sorted = new ArrayList<>(ways);
    sorted.sort(Comparator.comparingInt(Way::cost));
    List<Way> out = new ArrayList<>();
    for (Way way : sorted) {
      if (out.size() < MOST && out.stream().noneMatch(kept -> kept.covers(way))) {
        out.add(way);
      }
    }
    return List.copyOf(out);
  }
}
