package io.espalier.runtime.backend.local;

import io.espalier.constrained.BoundConstraint;
import io.espalier.constrained.ConstraintCompiler;
import io.espalier.constrained.ConstraintSource;
import io.espalier.constrained.Matcher;
import io.espalier.constrained.Vocabulary;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// Compiled constraints by source, each bound to the model's vocabulary once and shared by every
/// session. The least recently used of more than [#CAPACITY] is dropped.
///
/// Thread-safe. Compilation runs on the caller's thread, never on the scheduler's, outside the
/// lock: two callers with the same new source may compile it twice, which costs a millisecond.
final class ConstraintCache {
  private static final int CAPACITY = 512;

  private final ConstraintCompiler compiler = new ConstraintCompiler();
  private final Vocabulary vocabulary;
  private final LongAdder compiled = new LongAdder();
  private final LongAdder compileNanos = new LongAdder();
  private final LongAdder found = new LongAdder();
  private final Map<ConstraintSource, BoundConstraint> bound =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ConstraintSource, BoundConstraint> eldest) {
          return size() > CAPACITY;
        }
      };

  ConstraintCache(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  /// Returns a matcher at the start of a constraint.
  ///
  /// @throws io.espalier.constrained.ConstraintException when the source is wrong or too large
  Matcher matcher(ConstraintSource source) {
    BoundConstraint constraint;
    synchronized (bound) {
      constraint = bound.get(source);
    }
    if (constraint != null) {
      found.increment();
    } else {
      long start = System.nanoTime();
      try {
        constraint = compiler.compile(source).bind(vocabulary);
      } finally {
        compiled.increment();
        compileNanos.add(System.nanoTime() - start);
      }
      synchronized (bound) {
        bound.put(source, constraint);
      }
    }
    return constraint.matcher();
  }

  /// Returns what has been compiled so far.
  ConstraintStatistics statistics() {
    return new ConstraintStatistics(compiled.sum(), compileNanos.sum(), found.sum());
  }
}
