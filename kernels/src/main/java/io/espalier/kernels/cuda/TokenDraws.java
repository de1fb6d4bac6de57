package io.espalier.kernels.cuda;

import io.espalier.kernels.Draws;
import org.jspecify.annotations.Nullable;

/// Launches the choice of tokens (`sample.cu`).
final class TokenDraws {
  private static final int DRAW = 16;

  /// As in `sample.cu`.
  private static final int GREEDY_PARTS = 16;

  private static final int SAMPLE_THREADS = 512;

  private final Launches launches;
  private final Scratch parts;
  private final Scratch tokens;
  private final Ints packed = new Ints();

  TokenDraws(CudaKernels owner, Launches launches) {
    this.launches = launches;
    parts = new Scratch(owner);
    tokens = new Scratch(owner);
  }

  /// Bytes that the draws take of a step's inputs.
  static long bytes(Draws draws) {
    long bytes = 4L * DRAW * draws.count() + 32;
    for (int i = 0; i < draws.count(); i++) {
      long[] mask = draws.mask(i);
      bytes += mask == null ? 0 : 8L * mask.length + 16;
    }
    return bytes;
  }

  /// Makes room for the results; may run what was noted.
  void reserve(Draws draws) {
    parts.address(8L * GREEDY_PARTS * draws.count());
    tokens.address(4L * draws.count());
  }

  /// Address of the tokens drawn last.
  long tokens() {
    return tokens.address(0);
  }

  /// Notes the launches.
  ///
  /// @param logits address of `float32[rows, vocabulary]`
  void draw(long logits, int vocabulary, Draws draws, StepInputs inputs) {
    int count = draws.count();
    packed.clear();
    long masks = 0;
    boolean greedy = false;
    boolean first = true;
    for (int i = 0; i < count; i++) {
      double temperature = draws.temperature(i);
      greedy |= temperature == 0;
      int word = -1;
      long @Nullable [] mask = draws.mask(i);
      if (mask != null) {
        if (64L * mask.length < vocabulary) {
          throw new IllegalArgumentException(
              "a mask of " + 64L * mask.length + " tokens for a vocabulary of " + vocabulary);
        }
        long at = inputs.put(mask);
        masks = first ? at : masks;
        first = false;
        word = (int) ((at - masks) / 4);
      }
      packed.add(draws.row(i));
      packed.add(temperature == 0 ? 1 : 0);
      packed.add(draws.topK(i));
      packed.add(word);
      packed.add(Float.floatToRawIntBits((float) (1 / temperature)));
      packed.add(Float.floatToRawIntBits((float) (Math.log(draws.minP(i)) * temperature)));
      packed.pad(DRAW * i + 8, 0);
      add(draws.topP(i));
      add(draws.uniform(i));
      packed.pad(DRAW * (i + 1), 0);
    }
    long list = inputs.put(packed.values(), packed.count());
    long partial = parts.address(8L * GREEDY_PARTS * count);
    if (greedy) {
      launches
          .launch("greedy_parts", GREEDY_PARTS, count, 1, 256, 0)
          .address(logits)
          .address(list)
          .address(masks)
          .address(partial)
          .number(vocabulary);
    }
    launches
        .launch("choose_tokens", count, 1, 1, SAMPLE_THREADS, 0)
        .address(logits)
        .address(list)
        .address(masks)
        .address(partial)
        .address(tokens.address(4L * count))
        .number(vocabulary);
  }

  private void add(double value) {
    long bits = Double.doubleToRawLongBits(value);
    packed.add((int) bits);
    packed.add((int) (bits >>> 32));
  }

  void close() {
    parts.close();
    tokens.close();
  }
}
