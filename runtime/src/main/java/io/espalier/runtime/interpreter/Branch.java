package io.espalier.runtime.interpreter;

import io.espalier.dsl.GenerationException;
import io.espalier.dsl.GenerationException.Reason;
import io.espalier.dsl.Role;
import io.espalier.dsl.Scored;
import io.espalier.dsl.SelectMethod;
import io.espalier.runtime.backend.ChoiceLogprobs;
import io.espalier.runtime.backend.GenerateRequest;
import io.espalier.runtime.backend.Generated;
import io.espalier.runtime.backend.Session;
import io.espalier.runtime.backend.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// One branch of a running program: a session, a path, and the rules that `.sgl` programs and
/// direct Java programs share.
///
/// Confined to one thread at a time. While branches forked from it are open it refuses every call.
final class Branch implements AutoCloseable {
  private final ProgramRun run;
  private final Session session;
  private final String path;
  private int generations;
  private Usage counted = Usage.NONE;
  private @Nullable String frozenBy;
  private boolean failed = true;

  Branch(ProgramRun run, Session session, String path) {
    this.run = run;
    this.session = session;
    this.path = path;
  }

  String path() {
    return path;
  }

  ProgramRun run() {
    return run;
  }

  void append(String text) {
    requireOpen();
    session.append(text);
    run.listener().appended(path, text);
  }

  void beginTurn(Role role) {
    requireOpen();
    session.beginTurn(role);
    run.listener().turnBegan(path, role);
  }

  void endTurn() {
    requireOpen();
    session.endTurn();
  }

  /// A generated value and what is remembered of it.
  record Value(@Nullable Object value, double logprob, long tokens) {}

  /// Generates text until it can be read as a value, at most `1 + retry` times.
  ///
  /// @throws GenerationException when it is truncated, unreadable or cancelled
  Value generate(Generation generation) {
    requireOpen();
    String variable = path + "/" + generation.label();
    run.listener().variableBegan(path, generation.label(), generation.typeName());
    GenerationException last = null;
    for (int attempt = 0; attempt <= generation.options().retry(); attempt++) {
      run.checkLimits();
      int mark = session.mark();
      try {
        Generated generated = generateOnce(generation, variable, attempt);
        Value value =
            new Value(
                read(generation, variable, generated), generated.logprob(), generated.tokens());
        run.listener().variableEnded(path, generation.label(), value.value());
        return value;
      } catch (GenerationException failure) {
        if (failure.reason() == Reason.CANCELLED) {
          throw failure;
        }
        last = failure;
        if (attempt < generation.options().retry()) {
          session.rewind(mark);
        }
      }
    }
    if (last == null) {
      throw new IllegalStateException("no attempt was made at " + variable);
    }
    if (last.reason() == Reason.TRUNCATED && generation.nullOnTruncation()) {
      run.listener().variableEnded(path, generation.label(), null);
      return new Value(null, 0, 0);
    }
    throw last;
  }

  private Generated generateOnce(Generation generation, String variable, int attempt) {
    long drawn = seedOf(variable, generations++);
    Optional<Long> named = generation.options().seed();
    long seed = named.map(this::ofBranch).orElse(drawn);
    var request =
        new GenerateRequest(
            variable,
            generation.constraint(),
            generation.options().maxTokens(),
            generation.options().minTokens(),
            generation.sampling(run.options(), seed, attempt),
            generation.options().until(),
            generation.options().stop());
    var text = new StringBuilder();
    try {
      return session.generate(
          request,
          (piece, forced) -> {
            text.append(piece);
            run.listener().variableGrew(path, generation.label(), piece, forced);
            generation.onText().accept(text);
          });
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw generation.failure(
          Reason.CANCELLED, variable, "the program was cancelled", text.toString());
    } finally {
      count(true);
    }
  }

  private static @Nullable Object read(
      Generation generation, String variable, Generated generated) {
    if (generated.ending() == Generated.Ending.TRUNCATED) {
      throw generation.failure(
          Reason.TRUNCATED,
          variable,
          ("the text reached its bound of %d tokens before it ended; raise max, give it an 'until',"
                  + " add 'retry', or make the type optional (%s?)")
              .formatted(generation.options().maxTokens(), generation.typeName()),
          generated.text());
    }
    return generation.read(variable, generated.text());
  }

  private void count(boolean generation) {
    Usage usage = session.usage();
    if (generation) {
      run.count(usage.since(counted));
    } else {
      run.add(usage.since(counted));
    }
    counted = usage;
    run.listener().used(path, usage);
  }

  /// Mixes the run's seed with the variable's path and number, so that a result depends on neither
  /// timing nor siblings.
  private long seedOf(String variable, int number) {
    return mix(run.options().seed(), variable, 0) + 0x632BE59BD9B4E019L * number;
  }

  /// A seed that the program names: itself in the program's own text, mixed with the path of a
  /// branch below it, so that the branches of a fork draw differently and each the same every time.
  private long ofBranch(long seed) {
    int below = path.indexOf('/');
    return below < 0 ? seed : mix(seed, path, below);
  }

  private static long mix(long seed, String text, int from) {
    long hash = seed ^ 0x9E3779B97F4A7C15L;
    for (int i = from; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
    }
    return hash;
  }

  /// Lets a reasoning model think before the next generation; others skip it.
  void think(int maxTokens) {
    requireOpen();
    run.checkLimits();
    run.listener().variableBegan(path, "think", "string");
    try {
      session.think(
          maxTokens, (piece, forced) -> run.listener().variableGrew(path, "think", piece, forced));
      run.listener().variableEnded(path, "think", null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GenerationException(Reason.CANCELLED, path, "the program was cancelled", "");
    } finally {
      count(true);
    }
  }

  /// Scores the choices, appends the best and returns it with the scores of all.
  <T> Scored<T> select(String label, SelectMethod method, List<T> choices, List<String> texts) {
    requireOpen();
    String variable = path + "/" + label;
    if (choices.isEmpty()) {
      throw new GenerationException(
          Reason.FAILED, variable, "select needs at least one choice; the list is empty", "");
    }
    run.checkLimits();
    run.listener().variableBegan(path, label, "select");
    try {
      List<ChoiceLogprobs> logprobs = session.score(texts, method == SelectMethod.UNCONDITIONAL);
      Scored<T> scored = Selection.decide(method, choices, logprobs);
      String best = texts.get(choices.indexOf(scored.best()));
      session.append(best);
      run.listener().scored(path, label, scored);
      run.listener().variableGrew(path, label, best, false);
      run.listener().variableEnded(path, label, scored.best());
      return scored;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GenerationException(Reason.CANCELLED, variable, "the program was cancelled", "");
    } finally {
      count(true);
    }
  }

  /// The body of one branch of a fork.
  interface Body<T, R extends @Nullable Object> {
    R run(Branch branch, T item) throws Exception;
  }

  /// Runs `body` once per item on branches of this one.
  ///
  /// @param name last part of the branches' paths: `fork` gives `judge/fork[2]`
  <T, R extends @Nullable Object> BranchScope.Result<R> fork(
      String name, List<T> items, BranchScope.Policy policy, Body<T, R> body) {
    requireOpen();
    run.requireBranches(items.size());
    var opened = new ArrayList<Branch>();
    try {
      for (int i = 0; i < items.size(); i++) {
        opened.add(run.openFork(path + "/" + name + "[" + i + "]", session));
      }
      frozenBy = name;
      var calls = new ArrayList<Callable<R>>();
      var turn = new Semaphore(run.options().parallel() ? Math.max(1, items.size()) : 1, true);
      for (int i = 0; i < items.size(); i++) {
        Branch branch = opened.get(i);
        T item = items.get(i);
        calls.add(() -> {
          turn.acquire();
          try {
            return branch.complete(body, item);
          } finally {
            turn.release();
          }
        });
      }
      return BranchScope.run(calls, path + "/" + name, policy);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GenerationException(Reason.CANCELLED, path, "the program was cancelled", "");
    } finally {
      opened.forEach(Branch::close);
      frozenBy = null;
      count(false);
    }
  }

  private <T, R extends @Nullable Object> R complete(Body<T, R> body, T item) throws Exception {
    R result = body.run(this, item);
    succeed();
    close();
    return result;
  }

  /// Runs `body` on a branch of this one whose text is dropped.
  <R extends @Nullable Object> R aside(String name, Body<String, R> body) {
    requireOpen();
    try (Branch branch = run.openFork(path + "/" + name, session)) {
      frozenBy = name;
      R result = runUnchecked(branch, body, name);
      branch.succeed();
      return result;
    } finally {
      frozenBy = null;
    }
  }

  /// Runs `body` on a fresh stream.
  <R extends @Nullable Object> R call(String name, Body<String, R> body) {
    requireOpen();
    try (Branch branch = run.openFresh(path + "/" + name)) {
      R result = runUnchecked(branch, body, name);
      branch.succeed();
      return result;
    }
  }

  private static <R extends @Nullable Object> R runUnchecked(
      Branch branch, Body<String, R> body, String name) {
    try {
      return body.run(branch, name);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw Failures.asFailure(branch.path(), e);
    }
  }

  String transcript() {
    return session.transcript();
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException(
          "branch %s has ended; use its stream only inside the body that receives it"
              .formatted(path));
    }
    if (frozenBy != null) {
      throw new IllegalStateException(
          "branch %s was used while its branches '%s' were running; use the branch that the body receives"
              .formatted(path, frozenBy));
    }
  }

  /// Marks the branch as having returned its value.
  void succeed() {
    failed = false;
  }

  private boolean closed;

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      count(false);
      session.close();
      run.listener().branchClosed(path, failed);
    }
  }
}
