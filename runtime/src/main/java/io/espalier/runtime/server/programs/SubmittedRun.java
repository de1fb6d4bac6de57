package io.espalier.runtime.server.programs;

import io.espalier.compiler.ir.Routine;
import io.espalier.compiler.passes.StaticBound;
import io.espalier.compiler.types.ValueCodec;
import io.espalier.runtime.interpreter.RunResult;
import io.espalier.runtime.server.request.Failure;
import io.espalier.runtime.server.request.Tenant;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// One run of a program, from its start to when nobody asks for it any more. Thread-safe.
final class SubmittedRun {
  /// Where a run stands.
  private enum Status {
    RUNNING,
    SUCCEEDED,
    FAILED,
    CANCELLED
  }

  private final String id;
  private final Tenant tenant;
  private final Routine routine;
  private final StaticBound bound;
  private final EventLog log;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile @Nullable Thread thread;
  private volatile boolean cancelled;
  private volatile Status status = Status.RUNNING;
  private volatile @Nullable ObjectNode outcome;
  private volatile @Nullable Exception failure;

  SubmittedRun(String id, Tenant tenant, Routine routine, StaticBound bound, EventLog log) {
    this.id = id;
    this.tenant = tenant;
    this.routine = routine;
    this.bound = bound;
    this.log = log;
  }

  String id() {
    return id;
  }

  Tenant tenant() {
    return tenant;
  }

  EventLog log() {
    return log;
  }

  /// Runs `body` on a thread of its own.
  ///
  /// @param onEnd called when it has ended, whatever came of it
  void start(Callable<RunResult> body, Runnable onEnd) {
    Thread runner =
        Thread.ofVirtual()
            .name("program-" + id)
            .unstarted(() -> {
              try {
                succeed(body.call());
              } catch (Exception | StackOverflowError e) {
                // The top of the program's thread.
                fail(e instanceof Exception exception ? exception : new IllegalStateException(e));
              } finally {
                onEnd.run();
                log.close();
                ended.countDown();
              }
            });
    thread = runner;
    runner.start();
    if (cancelled) {
      runner.interrupt();
    }
  }

  private void succeed(RunResult result) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.set("result", ValueCodec.toJson(routine.result(), result.value()));
    var checks = JsonNodeFactory.instance.arrayNode();
    result.failedChecks().forEach(checks::add);
    node.set("failedChecks", checks);
    ObjectNode stats = EventRecorder.stats(result.stats());
    stats.put("seconds", result.time().toMillis() / 1e3);
    if (log.omitted() > 0) {
      stats.put("omittedDeltas", log.omitted());
    }
    log.add("stats", stats);
    log.add("result", node);
    outcome = node.deepCopy().set("stats", stats);
    status = Status.SUCCEEDED;
  }

  private void fail(Exception exception) {
    failure = exception;
    ObjectNode node = Failure.of(exception).json();
    outcome = node;
    status = cancelled ? Status.CANCELLED : Status.FAILED;
    log.add("error", node);
  }

  /// Cancels the whole tree of branches.
  void cancel() {
    cancelled = true;
    Thread runner = thread;
    if (runner != null) {
      runner.interrupt();
    }
  }

  /// Returns where the run stands: `running`, `succeeded`, `failed` or `cancelled`.
  String outcome() {
    return status.name().toLowerCase(Locale.ROOT);
  }

  boolean isEnded() {
    return ended.getCount() == 0;
  }

  /// Waits for the end.
  ///
  /// @return whether it came in time
  boolean awaitEnd(Duration most) throws InterruptedException {
    return ended.await(Math.max(0, most.toNanos()), TimeUnit.NANOSECONDS);
  }

  /// Waits for the end and returns `result`, `failedChecks` and `stats`.
  ///
  /// @throws Exception what the program failed with
  ObjectNode await() throws Exception {
    ended.await();
    Exception failed = failure;
    if (failed != null) {
      throw failed;
    }
    ObjectNode node = outcome;
    if (node == null) {
      throw new IllegalStateException("run %s ended without outcome".formatted(id));
    }
    return node;
  }

  /// The run as its resource shows it.
  ObjectNode json() {
    ObjectNode node = JsonNodeFactory.instance.objectNode().put("id", id);
    node.put("status", outcome());
    node.put("prompt", routine.name());
    node.set("bounds", bounds(bound));
    ObjectNode result = outcome;
    if (result != null) {
      result.properties().forEach(entry -> node.set(entry.getKey(), entry.getValue()));
    }
    return node;
  }

  /// A static bound as JSON; what has no bound is `null`.
  static ObjectNode bounds(StaticBound bound) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    number(node, "generatedTokens", bound.generatedTokens());
    number(node, "generations", bound.generations());
    number(node, "branches", bound.branches());
    number(node, "toolCalls", bound.toolCalls());
    return node.put("depth", bound.depth());
  }

  private static void number(ObjectNode node, String name, long value) {
    if (value >= StaticBound.UNBOUNDED) {
      node.putNull(name);
    } else {
      node.put(name, value);
    }
  }
}
