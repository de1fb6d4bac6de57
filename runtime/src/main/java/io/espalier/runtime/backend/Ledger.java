package io.espalier.runtime.backend;

import java.util.Map;
import java.util.TreeMap;

/// What programs have asked of a remote backend: requests, tokens, cost. Thread-safe.
///
/// A failed request counts as one, with the tokens that its server told before it failed.
public final class Ledger {

  /// A sum.
  ///
  /// @param requests requests that were answered
  /// @param failures tries that failed; those that were repeated are among them
  /// @param promptTokens cached ones included
  /// @param cost in the currency of the prices
  public record Entry(
      long requests,
      long failures,
      long promptTokens,
      long cachedTokens,
      long completionTokens,
      double cost) {
    /// Nothing.
    public static final Entry NONE = new Entry(0, 0, 0, 0, 0, 0);

    /// Returns the sum of both.
    public Entry plus(Entry other) {
      return new Entry(
          requests + other.requests,
          failures + other.failures,
          promptTokens + other.promptTokens,
          cachedTokens + other.cachedTokens,
          completionTokens + other.completionTokens,
          cost + other.cost);
    }
  }

  private static final int MAX_PROGRAMS = 10_000;
  private static final String OTHERS = "(others)";

  private final Map<String, Entry> entries = new TreeMap<>();

  /// Adds to the sum of a program.
  ///
  /// @param branch path of the branch that asked; its first part is the program's prompt
  public synchronized void add(String branch, Entry entry) {
    int end = branch.indexOf('/');
    String program = end < 0 ? branch : branch.substring(0, end);
    if (entries.size() >= MAX_PROGRAMS && !entries.containsKey(program)) {
      program = OTHERS;
    }
    entries.merge(program, entry, Entry::plus);
  }

  /// Returns the sum of each program by the name of its prompt.
  public synchronized Map<String, Entry> byProgram() {
    return Map.copyOf(entries);
  }

  /// Returns the sum of all.
  public synchronized Entry total() {
    return entries.values().stream().reduce(Entry.NONE, Entry::plus);
  }
}
