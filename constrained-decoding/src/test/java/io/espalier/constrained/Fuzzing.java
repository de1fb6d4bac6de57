package io.espalier.constrained;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// What every fuzz test does with a constraint: compiles it within tight limits and reads a text.
final class Fuzzing {
  private static final CompileLimits LIMITS =
      new CompileLimits(1 << 16, 64, 50_000, Duration.ofSeconds(2));

  private Fuzzing() {}

  static void compileAndRead(ConstraintSource source, String text) {
    Constraint constraint = new ConstraintCompiler(LIMITS).compile(source);
    int offset = constraint.firstMismatch(text.getBytes(StandardCharsets.UTF_8));
    if (offset < -1) {
      throw new IllegalStateException("no offset: " + offset);
    }
  }
}
