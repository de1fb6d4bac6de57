package io.espalier.runtime.backend.remote;

import io.espalier.constrained.Constraint;
import io.espalier.constrained.ConstraintCompiler;
import io.espalier.constrained.ConstraintSource;
import io.espalier.constrained.JsonOptions;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// Whether a server's text is what the constraint allows. Thread-safe.
///
/// JSON may be written in any way: white space and the order of members are the server's. The
/// constraints used last are kept compiled.
final class AnswerCheck {
  private static final int CAPACITY = 256;

  private final ConstraintCompiler compiler = new ConstraintCompiler();
  private final Map<ConstraintSource, Constraint> compiled =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ConstraintSource, Constraint> eldest) {
          return size() > CAPACITY;
        }
      };

  /// Returns the offset of the first byte that cannot stand there, -1 where the text fits.
  ///
  /// @throws io.espalier.constrained.ConstraintException when the constraint itself is wrong
  int firstMismatch(ConstraintSource source, String text) {
    return constraint(source).firstMismatch(text.getBytes(StandardCharsets.UTF_8));
  }

  private Constraint constraint(ConstraintSource source) {
    Constraint known;
    synchronized (compiled) {
      known = compiled.get(source);
    }
    if (known == null) {
      known = compiler.compile(lenient(source));
      synchronized (compiled) {
        compiled.put(source, known);
      }
    }
    return known;
  }

  private static ConstraintSource lenient(ConstraintSource source) {
    return source instanceof ConstraintSource.JsonSchema(var schema, _, var documents)
        ? new ConstraintSource.JsonSchema(schema, JsonOptions.ANY, documents)
        : source;
  }
}
