package io.espalier.runtime.scheduler;

import io.espalier.constrained.Vocabulary;
import java.util.List;

/// Looks for stop strings in a growing run of bytes, one byte at a time.
///
/// Knuth-Morris-Pratt, one automaton a stop string: the state of each is the length of its longest
/// beginning that the bytes end with. The longest state is what must be held back.
final class StopScanner {
  private final List<byte[]> stops;
  private final int[][] failure;
  private final int[] state;
  private int scanned;
  private int matched = -1;

  StopScanner(List<byte[]> stops) {
    this.stops = stops;
    state = new int[stops.size()];
    failure = new int[stops.size()][];
    for (int index = 0; index < failure.length; index++) {
      failure[index] = failureOf(stops.get(index));
    }
  }

  /// Scans the bytes of a token up to the first end of a stop string; of several ending there the
  /// longest counts.
  ///
  /// @return whether one ended
  boolean push(Vocabulary vocabulary, int token) {
    int length = vocabulary.length(token);
    if (stops.isEmpty()) {
      scanned += length;
      return false;
    }
    for (int at = 0; at < length; at++) {
      byte next = (byte) vocabulary.byteAt(token, at);
      scanned++;
      for (int index = 0; index < state.length; index++) {
        if (advance(index, next)
            && (matched < 0 || stops.get(index).length > stops.get(matched).length)) {
          matched = index;
        }
      }
      if (matched >= 0) {
        return true;
      }
    }
    return false;
  }

  /// Returns how many of the bytes scanned can no longer belong to a stop string.
  int safeBytes() {
    int held = 0;
    for (int length : state) {
      held = Math.max(held, length);
    }
    return scanned - held;
  }

  /// Returns how many bytes precede the stop string that ended.
  int keptBytes() {
    return scanned - stops.get(matched).length;
  }

  /// Returns the stop string that ended.
  byte[] matched() {
    return stops.get(matched);
  }

  private boolean advance(int index, byte next) {
    byte[] stop = stops.get(index);
    int length = state[index];
    while (length > 0 && stop[length] != next) {
      length = failure[index][length - 1];
    }
    if (stop[length] == next) {
      length++;
    }
    state[index] = length;
    return length == stop.length;
  }

  private static int[] failureOf(byte[] stop) {
    int[] result = new int[stop.length];
    int length = 0;
    for (int index = 1; index < stop.length; index++) {
      while (length > 0 && stop[index] != stop[length]) {
        length = result[length - 1];
      }
      if (stop[index] == stop[length]) {
        length++;
      }
      result[index] = length;
    }
    return result;
  }
}
