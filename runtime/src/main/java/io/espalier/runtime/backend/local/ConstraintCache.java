package io.espalier.runtime.backend.local;

import io.espalier.constrained.BoundConstraint;
import io.espalier.constrained.ConstraintCompiler;
import io.espalier.constrained.ConstraintSource;
import io.espalier.constrained.Matcher;
import io.espalier.constrained.Vocabulary;
import java.util.LinkedHashMap;
import java.util.Map;

/// Compiled constraints by source, each bound to the model's vocabulary once and shared by every
/// session. The least recently used of more than [#CAPACITY] is dropped.
///
/// Thread-safe. Compilation runs on the caller's thread, never on the scheduler's, outside the
/// lock: two callers with the same new source may compile it twice, which costs a millisecond.
final class ConstraintCache {
  private static final int CAPACITY = 512;

  private final ConstraintCompiler compiler = new ConstraintCompiler();
  private final Vocabulary vocabulary;
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
    if (constraint == null) {
      constraint = compiler.compile(source).bind(vocabulary);
      synchronized (bound) {
        bound.put(source, constraint);
      }
    }
    return constraint.matcher();
  }
}
