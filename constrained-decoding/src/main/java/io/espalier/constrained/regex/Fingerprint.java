package io.espalier.constrained.regex;

import java.util.SplittableRandom;

/// What an expression is made of, in 128 bits: equal for expressions of the same shape whatever
/// factory made them, so that what was learned about one serves the others.
///
/// Mixed with numbers drawn when the JVM starts, so nobody can look for two shapes that share a
/// fingerprint; by chance that happens with a probability of 2^-128 a pair. The order of
/// alternatives does not count.
///
/// @param high the upper half
/// @param low the lower half
record Fingerprint(long high, long low) {
  private static final long HIGH_SEED = new SplittableRandom().nextLong() | 1;
  private static final long LOW_SEED = new SplittableRandom().nextLong() | 1;

  /// Returns the fingerprint of something of `kind` with two numbers and nothing in it.
  static Fingerprint of(int kind, long a, long b) {
    return new Fingerprint(
        mix(mix(mix(HIGH_SEED + kind, a), b), HIGH_SEED),
        mix(mix(mix(LOW_SEED ^ kind, b), a), LOW_SEED));
  }

  /// Returns this with `part` put after what is in it.
  Fingerprint then(Fingerprint part) {
    return new Fingerprint(mix(high, part.high), mix(low, part.low));
  }

  /// Returns this with `part` put in, in no order.
  Fingerprint with(Fingerprint part) {
    return new Fingerprint(high + mix(HIGH_SEED, part.high), low + mix(LOW_SEED, part.low));
  }

  private static long mix(long state, long value) {
    long z = (Long.rotateLeft(state, 29) ^ value) * 0x9E3779B97F4A7C15L + HIGH_SEED;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
