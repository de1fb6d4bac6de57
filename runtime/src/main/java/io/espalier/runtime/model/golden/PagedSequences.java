package io.espalier.runtime.model.golden;

import io.espalier.runtime.model.ForwardBatch;
import io.espalier.runtime.model.Logits;
import io.espalier.runtime.model.Model;
import java.util.Arrays;

/// A few sequences of one model with interleaved pages, driven without a scheduler.
final class PagedSequences {
  private final Model model;
  private final int[][] pages;
  private final int[] lengths;
  private final ForwardBatch batch = new ForwardBatch();
  private final Logits logits;
  private int best;

  PagedSequences(Model model, int sequences, int tokens) {
    this.model = model;
    this.logits = new Logits(model.description().vocabularySize());
    int each = (tokens + ForwardBatch.PAGE_TOKENS - 1) / ForwardBatch.PAGE_TOKENS;
    pages = new int[sequences][each];
    lengths = new int[sequences];
    for (int s = 0; s < sequences; s++) {
      int first = s;
      Arrays.setAll(pages[s], i -> i * sequences + first);
    }
    model.allocatePages(sequences * each);
  }

  /// Computes a prompt in chunks of the given lengths, in turn.
  ///
  /// @return the logits of every position
  float[][] prefill(int sequence, int[] prompt, int... chunks) {
    float[][] all = new float[prompt.length][];
    for (int at = 0, turn = 0; at < prompt.length; turn++) {
      int end = Math.min(prompt.length, at + chunks[turn % chunks.length]);
      batch.clear();
      batch.addSequence(pages[sequence], at);
      for (int i = at; i < end; i++) {
        batch.addRow(prompt[i], true);
      }
      run();
      for (int i = at; i < end; i++) {
        int offset = logits.offset(i - at);
        all[i] = Arrays.copyOfRange(logits.values(), offset, offset + logits.vocabularySize());
      }
      at = end;
    }
    lengths[sequence] = prompt.length;
    return all;
  }

  /// Appends a token.
  ///
  /// @return the most probable next one
  int decode(int sequence, int token) {
    batch.clear();
    batch.addSequence(pages[sequence], lengths[sequence]++);
    batch.addRow(token, true);
    run();
    return best;
  }

  /// Returns the most probable token after the last row computed.
  int best() {
    return best;
  }

  private void run() {
    model.forward(batch, logits);
    float[] values = logits.values();
    int offset = logits.offset(logits.rows() - 1);
    best = 0;
    for (int t = 1; t < logits.vocabularySize(); t++) {
      if (values[offset + t] > values[offset + best]) {
        best = t;
      }
    }
  }
}
