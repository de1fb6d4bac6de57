package io.espalier.runtime.scheduler;

import io.espalier.runtime.model.ForwardBatch;
import io.espalier.runtime.sampling.Sampler;
import java.util.Arrays;
import java.util.List;

/// Scores continuations of a sequence: every inner node of their trie is one row of a tree pass.
///
/// What does not fit one pass goes on in the next: the ancestors of the first node there are fed
/// again, except those that lie in the pages in one line already (`line`), which count as context.
final class ScoreJob extends Job {
  private final ScoreTrie trie;
  private final double[] logprobs;
  private final int logitRows;

  /// The next inner node to feed, in preorder.
  private int next;

  /// Nodes of the line of ancestors behind the sequence in the pages.
  private int[] line = new int[8];

  private int lineLength;

  /// Node of each row of logits asked for in this pass.
  private int[] asked = new int[16];

  private int askedCount;
  private int[] rowOfDepth = new int[16];
  private int linearRows;

  ScoreJob(
      SequenceState sequence,
      int[] tokens,
      int length,
      List<int[]> continuations,
      int logitRows,
      long deadlineNanos) {
    super(sequence, tokens, length, deadlineNanos);
    this.logitRows = logitRows;
    trie = new ScoreTrie(continuations);
    logprobs = new double[trie.nodes()];
    next = nextInner(1);
  }

  /// Returns the log-probability of each token of a continuation.
  double[] result(int continuation) {
    int node = trie.lastNode(continuation);
    double[] result = new double[trie.depth(node)];
    for (; node > 0; node = trie.parent(node)) {
      result[trie.depth(node) - 1] = logprobs[node];
    }
    return result;
  }

  int scoredTokens() {
    return trie.nodes() - 1;
  }

  @Override
  int goal() {
    return length;
  }

  @Override
  int tokensToAdmit() {
    return length + Math.min(trie.nodes() - 1, SequencePages.PAGE);
  }

  @Override
  int context() {
    return pages.computed() + lineLength;
  }

  @Override
  int minimumRows() {
    return pending() > 0 ? 1 : trie.depth(next) - commonLine();
  }

  @Override
  int wantedRows(int limit) {
    int linear = pending();
    if (linear > limit) {
      return limit;
    }
    int nodes = Math.min(trie.nodes() - next, logitRows);
    int again = nodes == 0 ? 0 : trie.depth(next) - 1;
    return Math.min(limit, linear + again + nodes);
  }

  @Override
  int addRows(ForwardBatch batch, int limit) {
    askedCount = 0;
    int linear = pending();
    if (linear > limit) {
      linearRows = addLinearRows(batch, limit, false);
      prefilled += linearRows;
      pages.advance(linearRows);
      return linearRows;
    }
    if (linear > 0) {
      lineLength = 0;
      linearRows = addLinearRows(batch, linear, true);
      ask(0);
      prefilled += linearRows;
    } else {
      linearRows = 0;
      lineLength = commonLine();
      batch.addSequence(pages.table(), context());
    }
    int added = linear + addNodes(batch, limit - linear, batch.rows() - 1);
    pages.advance(linear);
    return added;
  }

  /// Adds the ancestors of the next node and as many nodes as fit.
  private int addNodes(ForwardBatch batch, int limit, int lastLinearRow) {
    if (next >= trie.nodes()) {
      return 0;
    }
    int base = lineLength;
    int again = trie.depth(next) - 1 - base;
    // Every row attends the whole line, so only what is below it may come.
    int end = base == 0 ? trie.nodes() : trie.end(line[base - 1]);
    if (again + 1 > limit) {
      return 0;
    }
    growRows(trie.depth(next));
    rowOfDepth[base] = linearRows > 0 ? lastLinearRow : ForwardBatch.CONTEXT;
    int ancestor = next;
    int[] path = new int[again];
    for (int index = again - 1; index >= 0; index--) {
      ancestor = trie.parent(ancestor);
      path[index] = ancestor;
    }
    int added = 0;
    // Rows from the start of the pass that stand in one line.
    boolean inLine = true;
    for (int node : path) {
      int depth = trie.depth(node);
      rowOfDepth[depth] = batch.addTreeRow(trie.token(node), rowOfDepth[depth - 1], false);
      extendLine(node);
      added++;
    }
    while (added < limit && askedCount < logitRows && next < end) {
      int depth = trie.depth(next);
      growRows(depth);
      inLine &= depth == lineLength + 1;
      rowOfDepth[depth] = batch.addTreeRow(trie.token(next), rowOfDepth[depth - 1], true);
      if (inLine) {
        extendLine(next);
      }
      ask(next);
      added++;
      next = nextInner(next + 1);
    }
    return added;
  }

  @Override
  void onLogits(int index, float[] logits, int offset, Sampler sampler) {
    double normaliser = sampler.logNormaliser(logits, offset);
    if (!Double.isFinite(normaliser)) {
      fail(new ModelFailureException(length + trie.depth(asked[index])));
      return;
    }
    int node = asked[index];
    for (int child = node + 1; child < trie.end(node); child = trie.end(child)) {
      logprobs[child] = logits[offset + trie.token(child)] - normaliser;
    }
  }

  @Override
  boolean afterPass() {
    return pending() == 0 && next >= trie.nodes();
  }

  /// How much of the line the ancestors of the next node share with it.
  private int commonLine() {
    int common = Math.min(lineLength, next < trie.nodes() ? trie.depth(next) - 1 : 0);
    int node = next;
    while (node > 0 && next < trie.nodes() && trie.depth(node) > common) {
      node = trie.parent(node);
    }
    while (common > 0 && line[common - 1] != node) {
      node = trie.parent(node);
      common--;
    }
    return common;
  }

  @Override
  void onPreempted() {
    lineLength = 0;
  }

  private void extendLine(int node) {
    if (lineLength == line.length) {
      line = Arrays.copyOf(line, 2 * lineLength);
    }
    line[lineLength++] = node;
  }

  private void ask(int node) {
    if (askedCount == asked.length) {
      asked = Arrays.copyOf(asked, 2 * askedCount);
    }
    asked[askedCount++] = node;
  }

  private void growRows(int depth) {
    if (depth >= rowOfDepth.length) {
      rowOfDepth = Arrays.copyOf(rowOfDepth, 2 * depth);
    }
  }

  private int nextInner(int from) {
    int node = from;
    while (node < trie.nodes() && trie.isLeaf(node)) {
      node++;
    }
    return node;
  }
}
