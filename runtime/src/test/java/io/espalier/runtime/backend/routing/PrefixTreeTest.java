package io.espalier.runtime.backend.routing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

final class PrefixTreeTest {

  private static byte[] key(Random random, int longest) {
    byte[] key = new byte[random.nextInt(longest)];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) random.nextInt(3);
    }
    return key;
  }

  /// The twin: a list of everything that was put in.
  private static int longest(List<byte[]> keys, byte[] key) {
    int best = 0;
    for (byte[] other : keys) {
      int common = 0;
      while (common < Math.min(key.length, other.length) && key[common] == other[common]) {
        common++;
      }
      best = Math.max(best, common);
    }
    return best;
  }

  @RepeatedTest(100)
  void matchesWhatAListOfKeysMatches(RepetitionInfo info) {
    var random = new Random(info.getCurrentRepetition());
    var tree = new PrefixTree(Long.MAX_VALUE);
    var keys = new ArrayList<byte[]>();
    for (int i = 0; i < 3 * info.getCurrentRepetition(); i++) {
      byte[] asked = key(random, 12);
      assertThat(tree.match(asked)).isEqualTo(longest(keys, asked));
      byte[] added = key(random, 12);
      assertThat(tree.insert(added)).isEqualTo(longest(keys, added));
      keys.add(added);
    }
  }

  @RepeatedTest(50)
  void holdsNoMoreThanItsCapacity(RepetitionInfo info) {
    var random = new Random(info.getCurrentRepetition());
    var tree = new PrefixTree(60);
    var keys = new ArrayList<byte[]>();
    for (int i = 0; i < 200; i++) {
      byte[] added = key(random, 20);
      tree.insert(added);
      keys.add(added);
      assertThat(tree.size()).isBetween(0L, 60L);
      byte[] asked = key(random, 20);
      assertThat(tree.match(asked)).isLessThanOrEqualTo(longest(keys, asked));
    }
  }

  @Test
  void dropsWhatWasUsedLeastRecently() {
    var tree = new PrefixTree(20);
    tree.insert("aaaaaaaa".getBytes(US_ASCII));
    tree.insert("bbbbbbbb".getBytes(US_ASCII));
    tree.insert("aaaaaaaa".getBytes(US_ASCII));
    tree.insert("cccccccc".getBytes(US_ASCII));
    assertThat(tree.match("aaaaaaaa".getBytes(US_ASCII))).isEqualTo(8);
    assertThat(tree.match("bbbbbbbb".getBytes(US_ASCII))).isZero();
    tree.clear();
    assertThat(tree.size()).isZero();
    assertThat(tree.match("aaaaaaaa".getBytes(US_ASCII))).isZero();
  }
}
