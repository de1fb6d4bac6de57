package io.espalier.runtime.interpreter;

import io.espalier.compiler.ir.Routine;
import io.espalier.dsl.GenerationException;
import io.espalier.dsl.Stats;
import io.espalier.runtime.backend.Backend;
import io.espalier.runtime.backend.BackendException;
import io.espalier.runtime.backend.UnsupportedFeatureException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Runs the `test` blocks of a program, each with an empty prefix cache of its own, so that what it
/// asserts of `stats()` does not depend on the tests before it.
public final class TestRunner {
  private TestRunner() {}

  /// How a test ended.
  ///
  /// @param name the test's text
  /// @param passed whether every hard assertion held and nothing failed; soft ones do not count
  /// @param failure why it failed, or empty
  /// @param failedChecks soft assertions that were false
  public record TestResult(
      String name,
      boolean passed,
      String failure,
      List<String> failedChecks,
      Stats stats,
      Duration time) {}

  /// Runs every test of a program.
  ///
  /// @param filter only tests whose text contains it
  public static List<TestResult> run(
      ProgramRunner program, Backend backend, RunOptions options, String filter) {
    var results = new ArrayList<TestResult>();
    for (Routine test : program.program().tests()) {
      if (test.name().contains(filter)) {
        String namespace = options.namespace() + "test/" + results.size() + "/" + System.nanoTime();
        results.add(runOne(program, backend, test, options.withNamespace(namespace)));
      }
    }
    return results;
  }

  private static TestResult runOne(
      ProgramRunner program, Backend backend, Routine test, RunOptions options) {
    long start = System.nanoTime();
    try {
      RunResult result = program.run(backend, test, List.of(), options);
      return new TestResult(
          test.name(), true, "", result.failedChecks(), result.stats(), result.time());
    } catch (GenerationException
        | RunLimitException
        | ArgumentException
        | BackendException
        | UnsupportedFeatureException e) {
      return new TestResult(
          test.name(),
          false,
          String.valueOf(e.getMessage()),
          List.of(),
          Stats.NONE,
          Duration.ofNanos(System.nanoTime() - start));
    }
  }
}
