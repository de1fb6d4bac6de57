package io.espalier.runtime.model.architecture;

import io.espalier.kernels.Buffer;
import java.util.List;

/// A mixture of experts (arXiv 1701.06538): a router scores the experts of each row, the best few
/// compute it, and their results are added by weight.
///
/// Each expert computes its rows together; a row's sum goes over its experts in ascending order,
/// whatever else is in the batch. The choice is made on the host. Confined to the scheduler thread.
final class Mixture implements FeedForward {
  private final Linear router;
  private final List<FeedForward.Gated> experts;
  private final int chosenExperts;
  private final boolean normalise;

  private float[] scores = new float[0];
  private float[] zeros = new float[0];
  private int[] chosen = new int[0];
  private float[] shares = new float[0];
  private int[] rowsOfExpert = new int[0];
  private float[] weightsOfExpert = new float[0];

  /// Creates a mixture.
  ///
  /// @param chosenExperts experts that compute a row
  /// @param normalise whether the weights of the chosen sum to one
  Mixture(Linear router, List<FeedForward.Gated> experts, int chosenExperts, boolean normalise) {
    this.router = router;
    this.experts = experts;
    this.chosenExperts = chosenExperts;
    this.normalise = normalise;
  }

  @Override
  public void forward(Pass pass, Buffer x, Buffer out) {
    int rows = pass.rows();
    int hidden = pass.hiddenSize();
    Buffer routed = pass.buffer(Slot.ROUTER, experts.size()); // [rows, experts]
    router.apply(pass, x, routed);
    grow(rows, rows * hidden);
    pass.kernels().read(routed, 0, scores, 0, rows * experts.size());
    for (int row = 0; row < rows; row++) {
      choose(row);
    }
    pass.kernels().write(zeros, 0, out, 0, rows * hidden);
    Buffer in = pass.buffer(Slot.EXPERT_IN, hidden); // [rows of an expert, hiddenSize]
    Buffer result = pass.buffer(Slot.EXPERT_OUT, hidden); // [rows of an expert, hiddenSize]
    for (int expert = 0; expert < experts.size(); expert++) {
      int count = rowsOf(expert, rows);
      if (count > 0) {
        pass.kernels().gatherRows(x, hidden, rowsOfExpert, count, in);
        pass.withRows(count);
        experts.get(expert).forward(pass, in, result);
        pass.withRows(rows);
        pass.kernels().scatterAddRows(result, hidden, rowsOfExpert, weightsOfExpert, count, out);
      }
    }
  }

  private void grow(int rows, int values) {
    if (scores.length < rows * experts.size()) {
      scores = new float[rows * experts.size()];
      chosen = new int[rows * chosenExperts];
      shares = new float[rows * chosenExperts];
      rowsOfExpert = new int[rows];
      weightsOfExpert = new float[rows];
    }
    if (zeros.length < values) {
      zeros = new float[values];
    }
  }

  /// Picks the best experts of a row, the lower index among equals, and their softmax weights.
  private void choose(int row) {
    int from = row * experts.size();
    int to = from + experts.size();
    int at = row * chosenExperts;
    float most = Float.NEGATIVE_INFINITY;
    for (int i = from; i < to; i++) {
      most = Math.max(most, scores[i]);
    }
    float all = 0;
    for (int i = from; i < to; i++) {
      scores[i] = (float) Math.exp(scores[i] - most);
      all += scores[i];
    }
    float taken = 0;
    for (int k = 0; k < chosenExperts; k++) {
      int best = from;
      for (int i = from + 1; i < to; i++) {
        if (scores[i] > scores[best]) {
          best = i;
        }
      }
      chosen[at + k] = best - from;
      shares[at + k] = scores[best];
      taken += scores[best];
      scores[best] = -1;
    }
    float sum = normalise ? taken : all;
    for (int k = 0; k < chosenExperts; k++) {
      shares[at + k] /= sum;
    }
  }

  private int rowsOf(int expert, int rows) {
    int count = 0;
    for (int i = 0; i < rows * chosenExperts; i++) {
      if (chosen[i] == expert) {
        rowsOfExpert[count] = i / chosenExperts;
        weightsOfExpert[count] = shares[i];
        count++;
      }
    }
    return count;
  }
}
