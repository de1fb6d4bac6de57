package io.espalier.runtime.sampling;

import java.util.Arrays;

/// The tokens still in play while one token is drawn, with their logits.
///
/// The order "more likely" is by logit, the lower token id first among equals. Scratch memory of
/// one thread, sized to the vocabulary; nothing allocates.
final class Candidates {
  /// How many times the wanted number is collected before the rest is thrown out.
  private static final int SELECT_FACTOR = 8;

  private final int[] token;
  private final float[] logit;
  private int size;
  private float max;
  private boolean ordered;

  Candidates(int vocabularySize) {
    token = new int[vocabularySize];
    logit = new float[vocabularySize];
  }

  int size() {
    return size;
  }

  int token(int index) {
    return token[index];
  }

  float logit(int index) {
    return logit[index];
  }

  /// The highest logit; NaN when one of them is.
  float max() {
    return max;
  }

  /// Starts with all tokens of a row, in the order of their ids.
  void fill(float[] logits, int offset, int vocabularySize) {
    size = vocabularySize;
    ordered = true;
    float highest = Float.NEGATIVE_INFINITY;
    for (int index = 0; index < vocabularySize; index++) {
      highest = Math.max(highest, logits[offset + index]);
    }
    max = highest;
    System.arraycopy(logits, offset, logit, 0, vocabularySize);
    for (int index = 0; index < vocabularySize; index++) {
      token[index] = index;
    }
  }

  /// Starts with the tokens of a mask, in the order of their ids.
  void fill(float[] logits, int offset, int vocabularySize, long[] mask) {
    int count = 0;
    float highest = Float.NEGATIVE_INFINITY;
    for (int word = 0; word < mask.length; word++) {
      for (long bits = mask[word]; bits != 0; bits &= bits - 1) {
        int id = (word << 6) + Long.numberOfTrailingZeros(bits);
        if (id >= vocabularySize) {
          break;
        }
        float value = logits[offset + id];
        token[count] = id;
        logit[count++] = value;
        highest = Math.max(highest, value);
      }
    }
    size = count;
    ordered = true;
    max = highest;
  }

  /// Starts with the `count` most likely tokens of a row, in any order. One pass: what cannot be
  /// among them any more is passed over by one comparison.
  void fillTop(float[] logits, int offset, int vocabularySize, int count) {
    int room = Math.min(token.length, SELECT_FACTOR * count);
    float threshold = Float.NEGATIVE_INFINITY;
    float highest = Float.NEGATIVE_INFINITY;
    boolean comparable = true;
    int found = 0;
    for (int id = 0; id < vocabularySize; id++) {
      float value = logits[offset + id];
      comparable &= !Float.isNaN(value);
      // Later ids lose ties, so that equal to the threshold is not enough.
      if (value > threshold || found < count) {
        if (found == room) {
          select(count, found);
          found = count;
          threshold = least(count);
          if (value <= threshold) {
            continue;
          }
        }
        token[found] = id;
        logit[found++] = value;
        highest = Math.max(highest, value);
      }
    }
    size = found;
    ordered = false;
    max = comparable ? highest : Float.NaN;
    keep(count);
  }

  private float least(int count) {
    float least = Float.POSITIVE_INFINITY;
    for (int index = 0; index < count; index++) {
      least = Math.min(least, logit[index]);
    }
    return least;
  }

  /// Keeps the `count` most likely, in any order.
  void keep(int count) {
    if (count < size) {
      select(count, size);
      size = count;
    }
  }

  /// Keeps the first `count` in the present order.
  void truncate(int count) {
    size = Math.min(size, count);
  }

  /// Keeps those with a logit of at least `least`.
  void keepAtLeast(double least) {
    int kept = 0;
    for (int index = 0; index < size; index++) {
      if (logit[index] >= least) {
        token[kept] = token[index];
        logit[kept++] = logit[index];
      }
    }
    size = kept;
  }

  /// Brings the `count` most likely to the front, most likely first. O(size + count log count).
  void sortFront(int count) {
    if (count < size) {
      select(count, size);
    }
    sort(0, Math.min(count, size));
    ordered = false;
  }

  /// Restores the order of ids, taking the logits from the row again.
  void orderByToken(float[] logits, int offset) {
    if (!ordered) {
      Arrays.sort(token, 0, size);
      for (int index = 0; index < size; index++) {
        logit[index] = logits[offset + token[index]];
      }
      ordered = true;
    }
  }

  /// Quickselect: afterwards the first `count` are the most likely of the first `end`.
  private void select(int count, int end) {
    ordered = false;
    int low = 0;
    int high = end - 1;
    while (low < high) {
      int middle = partition(low, high);
      if (middle == count) {
        return;
      }
      if (middle < count) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
  }

  private void sort(int from, int to) {
    int low = from;
    int high = to - 1;
    while (high - low >= 16) {
      int middle = partition(low, high);
      // The smaller part by recursion, so that the stack stays logarithmic.
      if (middle - low < high - middle) {
        sort(low, middle);
        low = middle + 1;
      } else {
        sort(middle + 1, high + 1);
        high = middle - 1;
      }
    }
    for (int index = low + 1; index <= high; index++) {
      for (int at = index; at > low && before(at, at - 1); at--) {
        swap(at, at - 1);
      }
    }
  }

  /// Partitions around the median of three; returns where the pivot ends up.
  private int partition(int low, int high) {
    int middle = (low + high) >>> 1;
    if (before(middle, low)) {
      swap(middle, low);
    }
    if (before(high, low)) {
      swap(high, low);
    }
    if (before(high, middle)) {
      swap(high, middle);
    }
    swap(middle, high);
    int store = low;
    for (int index = low; index < high; index++) {
      if (before(index, high)) {
        swap(index, store++);
      }
    }
    swap(store, high);
    return store;
  }

  private boolean before(int left, int right) {
    return logit[left] > logit[right]
        || (logit[left] == logit[right] && token[left] < token[right]);
  }

  private void swap(int left, int right) {
    int id = token[left];
    float value = logit[left];
    token[left] = token[right];
    logit[left] = logit[right];
    token[right] = id;
    logit[right] = value;
  }
}
