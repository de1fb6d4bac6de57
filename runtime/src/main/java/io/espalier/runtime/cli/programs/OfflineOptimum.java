package io.espalier.runtime.cli.programs;

import io.espalier.runtime.scheduler.SequenceTrace;
import java.util.HashSet;
import java.util.Set;

/// The fewest tokens that any engine must prefill for the calls that it hears of: the nodes of the
/// tree of all prompts, less those whose keys and values a decode step computed.
///
/// A node of the tree is named by a 64-bit hash of its path; among a million nodes two collide once
/// in ten million runs. Thread-safe.
final class OfflineOptimum implements SequenceTrace {
  private final Set<Long> prompts = new HashSet<>();
  private final Set<Long> decoded = new HashSet<>();
  private long asked;

  @Override
  public synchronized void ended(String namespace, int[] tokens, int promptLength, int computed) {
    asked += promptLength;
    long path = namespace.hashCode() + 0x5DEECE66DL;
    for (int index = 0; index < computed; index++) {
      path = next(path, tokens[index]);
      if (index < promptLength) {
        prompts.add(path);
      } else {
        decoded.add(path);
      }
    }
  }

  /// Returns the fewest tokens to prefill.
  synchronized long tokens() {
    return prompts.stream().filter(path -> !decoded.contains(path)).count();
  }

  /// Returns the tokens of all prompts, whatever they share: what an engine without a cache
  /// computes.
  synchronized long promptTokens() {
    return asked;
  }

  /// Forgets everything.
  synchronized void clear() {
    asked = 0;
    prompts.clear();
    decoded.clear();
  }

  private static long next(long path, int token) {
    long mixed = (path ^ token) * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 32)) * 0xD6E8FEB86659FD93L;
    return mixed ^ (mixed >>> 29);
  }
}
