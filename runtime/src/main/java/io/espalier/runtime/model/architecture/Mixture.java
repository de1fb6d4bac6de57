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
  private final List<? extends FeedForward> experts;
  private final int chosenExperts;
  private final Routing routing;

  private float[] scores = new float[0];
  private float[] zeros = new float[0];
  private int[] chosen = new int[0];
  private float[] shares = new float[0];
  private int[] rowsOfExpert = new int[0];
  private float[] weightsOfExpert = new float[0];

  /// Creates a mixture.
  ///
  /// @param chosenExperts experts that compute a row
  /// @param routing which ones
  Mixture(Linear router, List<? extends FeedForward> experts, int chosenExperts, Routing routing) {
    this.router = router;
    this.experts = List.copyOf(experts);
    this.chosenExperts = chosenExperts;
    this.routing = routing;
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
      int at = row * chosenExperts;
      routing.choose(scores, row * experts.size(), chosen, shares, at, chosenExperts);
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
