package io.espalier.runtime.sampling;

/// Random numbers as a function of seed and position, with no state: the same in every batch, in
/// any order and on every device.
///
/// The finaliser is that of SplitMix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number
/// Generators", 2014), applied once to the seed and once to the result with the position.
public final class CounterRandom {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private CounterRandom() {}

  /// Returns a number in [0, 1) with 53 random bits.
  public static double uniform(long seed, long position) {
    long bits = mix(mix(seed + GOLDEN) + (position + 1) * GOLDEN);
    return (bits >>> 11) * 0x1p-53;
  }

  private static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
