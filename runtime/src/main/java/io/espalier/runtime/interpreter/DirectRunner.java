package io.espalier.runtime.interpreter;

import io.espalier.dsl.StreamFunction;
import io.espalier.runtime.backend.Backend;

/// Runs programs in direct style: Java code on a stream.
public final class DirectRunner {
  private DirectRunner() {}

  /// Runs `program` on the caller's thread.
  ///
  /// @param name first part of the branches' paths
  /// @throws RuntimeException what the program threw; a checked exception is wrapped in a
  ///   [io.espalier.dsl.GenerationException] that names the branch
  public static <A, R> R run(
      Backend backend, String name, StreamFunction<A, R> program, A argument, RunOptions options) {
    var run = new ProgramRun(backend, options);
    try (Branch branch = run.openFresh(name)) {
      R result = program.run(new DirectStream(branch), argument);
      branch.succeed();
      return result;
    } catch (Exception e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      throw Failures.asFailure(name, e);
    }
  }
}
