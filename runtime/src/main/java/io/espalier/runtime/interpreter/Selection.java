package io.espalier.runtime.interpreter;

import io.espalier.dsl.Scored;
import io.espalier.dsl.SelectMethod;
import io.espalier.runtime.backend.ChoiceLogprobs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Decides a `select` from the log-probabilities of its choices.
///
/// Formulas after SGLang's choice methods (token length normalised, greedy token selection,
/// unconditional likelihood normalised), with a log-probability of exactly 0 counted as any other.
final class Selection {
  private Selection() {}

  /// Returns the best choice and the scores of all; the first of equals wins.
  static <T> Scored<T> decide(SelectMethod method, List<T> choices, List<ChoiceLogprobs> logprobs) {
    double[] scores =
        switch (method) {
          case MEAN_LOGPROB -> each(logprobs, Selection::mean);
          case SUM_LOGPROB -> each(logprobs, choice -> sum(choice.conditional()));
          case UNCONDITIONAL -> each(logprobs, Selection::meanDifference);
          case GREEDY -> each(logprobs, Selection::mean);
        };
    int best = method == SelectMethod.GREEDY ? greedy(logprobs) : indexOfMax(scores);
    double[] probabilities = softmax(scores);
    var result = new ArrayList<Scored.Score<T>>();
    for (int i = 0; i < choices.size(); i++) {
      double[] l = logprobs.get(i).conditional();
      result.add(new Scored.Score<>(choices.get(i), sum(l), l.length, scores[i], probabilities[i]));
    }
    return new Scored<>(choices.get(best), method, result);
  }

  private interface Measure {
    double of(ChoiceLogprobs choice);
  }

  private static double[] each(List<ChoiceLogprobs> logprobs, Measure measure) {
    double[] scores = new double[logprobs.size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = measure.of(logprobs.get(i));
    }
    return scores;
  }

  private static double mean(ChoiceLogprobs choice) {
    return choice.conditional().length == 0
        ? 0
        : sum(choice.conditional()) / choice.conditional().length;
  }

  private static double meanDifference(ChoiceLogprobs choice) {
    double[] with = choice.conditional();
    double[] without = choice.unconditional();
    double total = 0;
    for (int i = 0; i < with.length; i++) {
      total += with[i] - without[i];
    }
    return with.length == 0 ? 0 : total / with.length;
  }

  /// Filters the choices column by column to the best log-probability in the column; a choice that
  /// is already at its end stays in with its own mean, as if padded with it.
  private static int greedy(List<ChoiceLogprobs> logprobs) {
    int columns = 0;
    for (ChoiceLogprobs choice : logprobs) {
      columns = Math.max(columns, choice.conditional().length);
    }
    boolean[] in = new boolean[logprobs.size()];
    Arrays.fill(in, true);
    for (int column = 0; column < columns; column++) {
      double best = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < in.length; i++) {
        if (in[i]) {
          best = Math.max(best, at(logprobs.get(i), column));
        }
      }
      for (int i = 0; i < in.length; i++) {
        in[i] &= at(logprobs.get(i), column) >= best;
      }
    }
    for (int i = 0; i < in.length; i++) {
      if (in[i]) {
        return i;
      }
    }
    throw new IllegalStateException("no choice left of " + in.length);
  }

  private static double at(ChoiceLogprobs choice, int column) {
    double[] l = choice.conditional();
    return column < l.length ? l[column] : mean(choice);
  }

  private static int indexOfMax(double[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[best]) {
        best = i;
      }
    }
    return best;
  }

  private static double sum(double[] values) {
    double total = 0;
    for (double value : values) {
      total += value;
    }
    return total;
  }

  private static double[] softmax(double[] scores) {
    double max = scores[indexOfMax(scores)];
    double total = 0;
    double[] probabilities = new double[scores.length];
    for (int i = 0; i < scores.length; i++) {
      probabilities[i] = Math.exp(scores[i] - max);
      total += probabilities[i];
    }
    for (int i = 0; i < scores.length; i++) {
      probabilities[i] /= total;
    }
    return probabilities;
  }
}
