package io.espalier.runtime.server.tracing;

import io.espalier.dsl.Stats;
import io.espalier.runtime.backend.Usage;
import io.espalier.runtime.interpreter.RunListener;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The spans of a program: its own, one for each branch below the branch that opened it, and one
/// for each generation below its branch. Thread-safe, as the branches speak all at once; what is
/// about one branch comes from one thread at a time.
public final class ProgramSpans implements RunListener {
  private final Tracer tracer;
  private final Span program;
  private final Map<String, BranchSpan> branches = new ConcurrentHashMap<>();

  ProgramSpans(Tracer tracer, String id, String name, String prompt) {
    this.tracer = tracer;
    program =
        tracer
            .spanBuilder("program " + prompt)
            .setAttribute("espalier.program.id", id)
            .setAttribute("espalier.program.name", name)
            .setAttribute("espalier.program.prompt", prompt)
            .startSpan();
  }

  /// The program has ended.
  ///
  /// @param outcome one of a few words; anything but `succeeded` is an error
  public void ended(String outcome, Stats stats) {
    branches.values().forEach(branch -> branch.end(true));
    branches.clear();
    program.setAttribute("espalier.program.outcome", outcome);
    program.setAttribute("espalier.tokens.prefilled", stats.prefillTokens());
    program.setAttribute("espalier.tokens.cached", stats.cachedTokens());
    program.setAttribute("espalier.tokens.forced", stats.forcedTokens());
    program.setAttribute("espalier.tokens.sampled", stats.sampledTokens());
    program.setAttribute("espalier.branches", stats.branches());
    if (!outcome.equals("succeeded")) {
      program.setStatus(StatusCode.ERROR);
    }
    program.end();
  }

  @Override
  public void branchOpened(String path) {
    Span span = tracer.spanBuilder("branch " + path).setParent(below(parentOf(path))).startSpan();
    branches.put(path, new BranchSpan(span));
  }

  /// Returns the branch that a path lies under: the longest beginning of it that is open.
  private Span parentOf(String path) {
    for (int at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      BranchSpan branch = branches.get(path.substring(0, at));
      if (branch != null) {
        return branch.span;
      }
    }
    return program;
  }

  @Override
  public void variableBegan(String path, String variable, String type) {
    BranchSpan branch = branches.get(path);
    if (branch != null) {
      boolean select = type.equals("select");
      branch.begin(
          tracer
              .spanBuilder((select ? "select " : "generate ") + variable)
              .setParent(below(branch.span))
              .setAttribute("espalier.variable", variable)
              .setAttribute("espalier.type", type)
              .startSpan());
    }
  }

  @Override
  public void variableEnded(String path, String variable, @Nullable Object value) {
    BranchSpan branch = branches.get(path);
    if (branch != null) {
      branch.valueCame();
    }
  }

  @Override
  public void used(String path, Usage usage) {
    BranchSpan branch = branches.get(path);
    if (branch != null) {
      branch.used(usage);
    }
  }

  @Override
  public void branchClosed(String path, boolean failed) {
    BranchSpan branch = branches.remove(path);
    if (branch != null) {
      branch.end(failed);
    }
  }

  private static Context below(Span parent) {
    return Context.root().with(parent);
  }
}
