package io.espalier.runtime.scheduler;

import java.util.Arrays;

/// Guesses how a text goes on: as it did where its last three tokens occurred before, in itself or
/// in what earlier branches of the same program generated (prompt lookup; Saxena, "Prompt Lookup
/// Decoding", 2023).
///
/// A table from a hash of three tokens to the place behind their latest occurrence; what collides
/// is overwritten, and what is found is compared. One generation's, on one thread at a time. Cost:
/// a few nanoseconds a token of the text, `8 · tokens` bytes at most.
final class DraftSource {
  private static final int GRAM = 3;
  private static final int MOST_SLOTS = 1 << 16;

  /// What earlier branches generated, one after the other.
  private final int[] past;

  private final int[] place;

  /// Places of the text whose three tokens before them are in the table.
  private int indexed;

  /// @param room tokens that the text will have at most, about
  DraftSource(int[] past, int[] tokens, int length, int room) {
    this.past = past;
    int wanted = Math.clamp(2L * (past.length + (long) room), 64, MOST_SLOTS);
    place = new int[Integer.highestOneBit(wanted)];
    Arrays.fill(place, -1);
    for (int at = GRAM; at < past.length; at++) {
      place[slot(past[at - 3], past[at - 2], past[at - 1])] = at;
    }
    indexed = GRAM;
    index(tokens, length);
  }

  /// Adds the places before the end: what the last three tokens lead to is not known yet.
  private void index(int[] tokens, int length) {
    for (; indexed < length; indexed++) {
      place[slot(tokens[indexed - 3], tokens[indexed - 2], tokens[indexed - 1])] =
          past.length + indexed;
    }
  }

  /// Guesses at most `most` tokens behind the first `length`.
  ///
  /// @return how many are in `into`
  int guess(int[] tokens, int length, int[] into, int most) {
    index(tokens, length);
    if (length < GRAM) {
      return 0;
    }
    int first = tokens[length - 3];
    int second = tokens[length - 2];
    int third = tokens[length - 1];
    int at = place[slot(first, second, third)];
    if (at < 0) {
      return 0;
    }
    boolean own = at >= past.length;
    int[] source = own ? tokens : past;
    int from = own ? at - past.length : at;
    int end = own ? length : past.length;
    // A table of a longer text may name places that were cut off since.
    if (from >= end
        || from < GRAM
        || source[from - 3] != first
        || source[from - 2] != second
        || source[from - 1] != third) {
      return 0;
    }
    int count = own ? most : Math.min(most, end - from);
    for (int index = 0; index < count; index++) {
      // A text that repeats itself goes on into its own guess.
      into[index] = from + index < end ? source[from + index] : into[from + index - end];
    }
    return count;
  }

  private int slot(int first, int second, int third) {
    int mixed = (first * 0x9E3779B1 + second) * 0x85EBCA77 + third;
    mixed *= 0xC2B2AE3D;
    return (mixed ^ (mixed >>> 15)) & (place.length - 1);
  }
}
