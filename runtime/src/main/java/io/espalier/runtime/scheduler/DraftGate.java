package io.espalier.runtime.scheduler;

/// Whether guessed tokens pay, by the clock: a pass with them takes longer and gives more tokens.
///
/// Keeps moving averages of both kinds of pass, for each power of two of sequences: on a processor
/// every row costs, on a device a pass with more rows than sequences may not have a captured graph.
/// Tries again now and then, since texts and machines change. Changes when tokens come, never
/// which.
///
/// Confined to the scheduler thread.
final class DraftGate {
  private static final int BUCKETS = 16;
  private static final int TRIALS = 8;
  private static final int RETRY = 64;
  private static final double SHARE = 0.1;

  private final double[] plainNanos = new double[BUCKETS];
  private final double[] draftNanos = new double[BUCKETS];

  /// Tokens of a pass with drafts, for each sequence.
  private final double[] tokens = new double[BUCKETS];

  private final int[] plainPasses = new int[BUCKETS];
  private final int[] draftPasses = new int[BUCKETS];
  private final int[] refused = new int[BUCKETS];

  /// Whether a pass of so many decoding sequences should compute guessed tokens.
  boolean isOpen(int sequences) {
    int bucket = bucket(sequences);
    if (draftPasses[bucket] < TRIALS || plainPasses[bucket] < TRIALS) {
      return true;
    }
    if (draftNanos[bucket] < tokens[bucket] * plainNanos[bucket]) {
      return true;
    }
    refused[bucket]++;
    return refused[bucket] % RETRY == 0;
  }

  /// Learns from a pass of decoding sequences.
  ///
  /// @param drafted guessed tokens in it
  /// @param accepted those that came true
  void learn(int sequences, int drafted, int accepted, long nanos) {
    int bucket = bucket(sequences);
    if (drafted == 0) {
      plainNanos[bucket] = mix(plainNanos[bucket], (double) nanos, plainPasses[bucket]++);
    } else {
      double each = (sequences + (double) accepted) / sequences;
      tokens[bucket] = mix(tokens[bucket], each, draftPasses[bucket]);
      draftNanos[bucket] = mix(draftNanos[bucket], (double) nanos, draftPasses[bucket]++);
    }
  }

  private static double mix(double average, double next, int before) {
    double share = Math.max(SHARE, 1.0 / (before + 1L));
    return before == 0 ? next : average + share * (next - average);
  }

  private static int bucket(int sequences) {
    return Math.min(BUCKETS - 1, 31 - Integer.numberOfLeadingZeros(Math.max(1, sequences)));
  }
}
