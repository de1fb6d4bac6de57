package io.espalier.runtime.interpreter;

import io.espalier.dsl.Stats;
import io.espalier.runtime.backend.Backend;
import io.espalier.runtime.backend.Session;
import io.espalier.runtime.backend.SessionOptions;
import io.espalier.runtime.backend.Usage;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/// What the branches of one running program share: backend, limits, counters, listener, tools.
///
/// Thread-safe.
final class ProgramRun {
  private final Backend backend;
  private final RunOptions options;
  private final long deadlineNanos;
  private final LongAdder prefilled = new LongAdder();
  private final LongAdder cached = new LongAdder();
  private final LongAdder forced = new LongAdder();
  private final LongAdder sampled = new LongAdder();
  private final LongAdder generations = new LongAdder();
  private final AtomicInteger branches = new AtomicInteger();
  private final Queue<String> failedChecks = new ConcurrentLinkedQueue<>();

  ProgramRun(Backend backend, RunOptions options) {
    this.backend = backend;
    this.options = options;
    this.deadlineNanos = System.nanoTime() + options.limits().time().toNanos();
  }

  RunListener listener() {
    return options.listener();
  }

  Map<String, Tool> tools() {
    return options.tools();
  }

  RunOptions options() {
    return options;
  }

  /// Opens a branch on a fresh session.
  Branch openFresh(String path) {
    return branch(path, backend.open(sessionOptions(path)));
  }

  /// Opens a branch that shares the text of a session.
  Branch openFork(String path, Session parent) {
    return branch(path, parent.fork(sessionOptions(path)));
  }

  /// Throws when so many more branches are over the limit; before any of them is opened.
  void requireBranches(int more) {
    if (branches.get() + (long) more > options.limits().branches()) {
      throw new RunLimitException("branches", options.limits().branches());
    }
  }

  private SessionOptions sessionOptions(String path) {
    int open = branches.incrementAndGet();
    if (open > options.limits().branches()) {
      throw new RunLimitException("branches", options.limits().branches());
    }
    return new SessionOptions(path, options.namespace(), options.priority());
  }

  private Branch branch(String path, Session session) {
    listener().branchOpened(path);
    return new Branch(this, session, path);
  }

  /// Notes that a soft assertion failed.
  void checkFailed(String path, String message) {
    failedChecks.add(message);
    listener().checkFailed(path, message);
  }

  List<String> failedChecks() {
    return List.copyOf(failedChecks);
  }

  /// Throws when the program has used up its time or tokens.
  void checkLimits() {
    if (System.nanoTime() - deadlineNanos > 0) {
      throw new RunLimitException("of time", options.limits().time());
    }
    if (forced.sum() + sampled.sum() > options.limits().tokens()) {
      throw new RunLimitException("generated tokens", options.limits().tokens());
    }
  }

  /// Adds what a session used for one generation or selection.
  void count(Usage usage) {
    add(usage);
    generations.increment();
    listener().counted(stats());
  }

  /// Adds what a session used outside generations.
  void add(Usage usage) {
    prefilled.add(usage.prefilled());
    cached.add(usage.cached());
    forced.add(usage.forced());
    sampled.add(usage.sampled());
  }

  Stats stats() {
    return new Stats(
        prefilled.sum(),
        cached.sum(),
        forced.sum(),
        sampled.sum(),
        generations.sum(),
        branches.get());
  }
}
