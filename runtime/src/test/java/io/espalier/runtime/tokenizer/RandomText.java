package io.espalier.runtime.tokenizer;

import java.util.Random;

/// Seeded text of mixed scripts, spaces, digits and signs, surrogates without partner included on
/// demand.
final class RandomText {
  private static final int[][] RANGES = {
    {'a', 'z'},
    {'a', 'z'},
    {'A', 'Z'},
    {'0', '9'},
    {' ', ' '},
    {' ', '/'},
    {'\t', '\r'},
    {0xA0, 0x17F},
    {0x300, 0x36F},
    {0x400, 0x4FF},
    {0x5D0, 0x6FF},
    {0x2000, 0x206F},
    {0x3040, 0x30FF},
    {0x4E00, 0x9FFF},
    {0x1F300, 0x1F6FF},
    {0xE000, 0xE010},
    {0x10000, 0x10FFFF}
  };

  private RandomText() {}

  static String of(Random random, int length) {
    var text = new StringBuilder();
    while (text.length() < length) {
      int[] range = RANGES[random.nextInt(RANGES.length)];
      for (int run = random.nextInt(5); run >= 0; run--) {
        text.appendCodePoint(range[0] + random.nextInt(range[1] - range[0] + 1));
      }
    }
    return text.toString();
  }

  static String withBrokenSurrogates(Random random, int length) {
    char[] units = of(random, length).toCharArray();
    for (int i = 0; i < units.length; i++) {
      if (random.nextInt(10) == 0) {
        units[i] = (char) (0xD800 + random.nextInt(0x800));
      }
    }
    return new String(units);
  }
}
