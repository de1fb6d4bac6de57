package io.espalier.runtime.model.architecture;

import java.util.Arrays;

/// How a mixture picks the experts of a row from its router's logits, and how much each counts.
/// Confined to the scheduler thread.
///
/// Experts may lie in groups of neighbours, of which a row first picks the best (arXiv 2405.04434
/// §2.2.2: the best expert speaks for its group; arXiv 2412.19437 §2.1.2: the best two, and a bias
/// learnt for balance counts in the picking but not in the weights).
final class Routing {
  private final boolean sigmoid;
  private final float[] bias;
  private final boolean normalise;
  private final float factor;
  private final int groups;
  private final int bestGroups;
  private final float[] scores;
  private final float[] ranks;
  private final float[] groupRanks;

  private Routing(
      int experts,
      boolean sigmoid,
      float[] bias,
      boolean normalise,
      float factor,
      int groups,
      int bestGroups) {
    this.sigmoid = sigmoid;
    this.bias = bias;
    this.normalise = normalise;
    this.factor = factor;
    this.groups = groups;
    this.bestGroups = bestGroups;
    scores = new float[experts];
    ranks = new float[experts];
    groupRanks = new float[groups];
  }

  /// Scores are the softmax over all experts.
  ///
  /// @param normalise whether the weights of the chosen sum to one
  static Routing softmax(int experts, boolean normalise) {
    return new Routing(experts, false, new float[0], normalise, 1, 1, 1);
  }

  /// The same in groups that their best expert speaks for.
  ///
  /// @param factor of the weights
  static Routing groupedSoftmax(
      int experts, boolean normalise, float factor, int groups, int bestGroups) {
    return new Routing(experts, false, new float[0], normalise, factor, groups, bestGroups);
  }

  /// Scores are sigmoids; groups are spoken for by the sum of their best two.
  ///
  /// @param bias added to each expert's score where experts and groups are compared
  /// @param factor of the weights
  static Routing groupedSigmoid(
      float[] bias, boolean normalise, float factor, int groups, int bestGroups) {
    return new Routing(bias.length, true, bias, normalise, factor, groups, bestGroups);
  }

  /// Returns how many experts there are.
  int experts() {
    return scores.length;
  }

  /// Picks experts, the lower index among equals.
  ///
  /// @param logits the row's logits from `from`
  /// @param chosen receives `count` experts from `at`
  /// @param shares receives their weights from `at`
  void choose(float[] logits, int from, int[] chosen, float[] shares, int at, int count) {
    score(logits, from);
    for (int i = 0; i < scores.length; i++) {
      ranks[i] = scores[i] + (bias.length == 0 ? 0 : bias[i]);
    }
    if (bestGroups < groups) {
      dropGroups();
    }
    float sum = 0;
    for (int k = 0; k < count; k++) {
      int best = best(ranks, 0, ranks.length);
      ranks[best] = Float.NEGATIVE_INFINITY;
      chosen[at + k] = best;
      shares[at + k] = scores[best];
      sum += scores[best];
    }
    float scale = normalise ? factor / (sum + 1e-20f) : factor;
    for (int k = 0; k < count; k++) {
      shares[at + k] *= scale;
    }
  }

  private void score(float[] logits, int from) {
    if (sigmoid) {
      for (int i = 0; i < scores.length; i++) {
        scores[i] = (float) (1 / (1 + Math.exp(-logits[from + i])));
      }
      return;
    }
    float most = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < scores.length; i++) {
      most = Math.max(most, logits[from + i]);
    }
    float sum = 0;
    for (int i = 0; i < scores.length; i++) {
      scores[i] = (float) Math.exp(logits[from + i] - most);
      sum += scores[i];
    }
    for (int i = 0; i < scores.length; i++) {
      scores[i] /= sum;
    }
  }

  /// Takes the experts of all but the best groups out of the ranking.
  private void dropGroups() {
    int size = scores.length / groups;
    for (int group = 0; group < groups; group++) {
      groupRanks[group] = groupRank(group * size, (group + 1) * size);
    }
    for (int k = 0; k < bestGroups; k++) {
      groupRanks[best(groupRanks, 0, groups)] = Float.NEGATIVE_INFINITY;
    }
    for (int group = 0; group < groups; group++) {
      if (groupRanks[group] != Float.NEGATIVE_INFINITY) {
        Arrays.fill(ranks, group * size, (group + 1) * size, Float.NEGATIVE_INFINITY);
      }
    }
  }

  private float groupRank(int from, int to) {
    int best = best(ranks, from, to);
    if (!sigmoid) {
      return ranks[best];
    }
    float second = Float.NEGATIVE_INFINITY;
    for (int i = from; i < to; i++) {
      if (i != best) {
        second = Math.max(second, ranks[i]);
      }
    }
    return to - from > 1 ? ranks[best] + second : ranks[best];
  }

  private static int best(float[] values, int from, int to) {
    int best = from;
    for (int i = from + 1; i < to; i++) {
      if (values[i] > values[best]) {
        best = i;
      }
    }
    return best;
  }
}
