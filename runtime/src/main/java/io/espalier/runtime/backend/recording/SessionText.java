package io.espalier.runtime.backend.recording;

import io.espalier.dsl.Role;
import java.util.Arrays;

/// What a session's text came from, as a hash after each step. Confined to its session.
final class SessionText {
  private long[] hashes;
  private int steps;

  SessionText() {
    hashes = new long[16];
  }

  private SessionText(long[] hashes, int steps) {
    this.hashes = hashes;
    this.steps = steps;
  }

  SessionText copy() {
    return new SessionText(Arrays.copyOf(hashes, hashes.length), steps);
  }

  void turn(Role role) {
    add("turn:" + role);
  }

  void endTurn() {
    add("end of turn");
  }

  void append(String text) {
    add("text:" + text);
  }

  long hash() {
    return steps == 0 ? 0 : hashes[steps - 1];
  }

  int mark() {
    return steps;
  }

  void rewind(int mark) {
    steps = mark;
  }

  private void add(String step) {
    long hash = hash() * 0x9E3779B97F4A7C15L + 1;
    for (int index = 0; index < step.length(); index++) {
      hash = (hash ^ step.charAt(index)) * 0x100000001B3L;
    }
    if (steps == hashes.length) {
      hashes = Arrays.copyOf(hashes, 2 * steps);
    }
    hashes[steps++] = hash ^ (hash >>> 29);
  }
}
