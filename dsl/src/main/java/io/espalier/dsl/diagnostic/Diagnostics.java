package io.espalier.dsl.diagnostic;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A collector of diagnostics. Equal ones are kept once. Not thread-safe.
public final class Diagnostics {
  private static final Comparator<Diagnostic> BY_PLACE =
      Comparator.comparing((Diagnostic d) -> d.source().name())
          .thenComparingInt(d -> d.span().start())
          .thenComparing(Diagnostic::severity)
          .thenComparing(d -> d.code().id());

  private final Set<Diagnostic> collected = new LinkedHashSet<>();

  /// Adds one.
  public void add(Diagnostic diagnostic) {
    collected.add(diagnostic);
  }

  /// Adds each.
  public void addAll(Iterable<Diagnostic> diagnostics) {
    diagnostics.forEach(collected::add);
  }

  /// True if at least one is an error.
  public boolean hasErrors() {
    return collected.stream().anyMatch(Diagnostic::isError);
  }

  /// True if there are none.
  public boolean isEmpty() {
    return collected.isEmpty();
  }

  /// Number of diagnostics.
  public int size() {
    return collected.size();
  }

  /// All of them ordered by file name, place, severity and code; a copy.
  public List<Diagnostic> sorted() {
    var list = new ArrayList<>(collected);
    list.sort(BY_PLACE);
    return List.copyOf(list);
  }

  /// Throws a [DiagnosticException] with all of them if one is an error.
  public void throwIfErrors() {
    if (hasErrors()) {
      throw new DiagnosticException(sorted());
    }
  }
}
