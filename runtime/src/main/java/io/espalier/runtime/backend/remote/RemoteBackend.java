package io.espalier.runtime.backend.remote;

import io.espalier.runtime.backend.Backend;
import io.espalier.runtime.backend.BackendException;
import io.espalier.runtime.backend.Capabilities;
import io.espalier.runtime.backend.Ledger;
import io.espalier.runtime.backend.Session;
import io.espalier.runtime.backend.SessionOptions;
import io.espalier.runtime.backend.resilience.Timeline;
import io.espalier.runtime.model.loader.TokenizerLoader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/// Servers of others. The first of a chain is asked; where it fails in a way that may pass, the
/// next one is. Thread-safe.
public final class RemoteBackend implements Backend {
  private final List<Target> targets;
  private final Capabilities capabilities;
  private final Ledger ledger = new Ledger();
  private final AnswerCheck check = new AnswerCheck();

  private RemoteBackend(List<Target> targets) {
    this.targets = List.copyOf(targets);
    capabilities =
        targets.stream().map(Target::capabilities).reduce(Capabilities::and).orElseThrow();
  }

  /// Prepares a backend. No server is asked yet.
  ///
  /// @param chain at least one; a program may ask only for what all of them have
  /// @throws IOException when a tokenizer cannot be read
  public static RemoteBackend connect(List<ConnectOptions> chain) throws IOException {
    return connect(chain, Timeline.SYSTEM);
  }

  static RemoteBackend connect(List<ConnectOptions> chain, Timeline timeline) throws IOException {
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("a backend needs at least one server");
    }
    var targets = new ArrayList<Target>();
    for (ConnectOptions options : chain) {
      TokenForm tokens =
          options.tokenizer.isPresent()
              ? TokenForm.of(TokenizerLoader.load(options.tokenizer.get()))
              : null;
      targets.add(new Target(options, tokens, timeline));
    }
    return new RemoteBackend(targets);
  }

  @Override
  public String description() {
    return targets.stream().map(Target::description).collect(Collectors.joining(", then "));
  }

  @Override
  public Capabilities capabilities() {
    return capabilities;
  }

  @Override
  public Optional<Ledger> ledger() {
    return Optional.of(ledger);
  }

  @Override
  public Session open(SessionOptions options) {
    return new RemoteSession(this, options, new Transcript());
  }

  /// Asks every endpoint whether it is well; those that are not get no requests until they are.
  public void checkHealth() throws InterruptedException {
    for (Target target : targets) {
      target.checkHealth();
    }
  }

  AnswerCheck check() {
    return check;
  }

  Ledger accounts() {
    return ledger;
  }

  /// What is done on a target.
  interface Step<T> {
    T on(Target target) throws InterruptedException;
  }

  /// Does a step on the first target that is able to.
  ///
  /// @param heard whether a piece of an answer was handed on, after which no other is asked
  <T> T onFirst(Step<T> step, BooleanSupplier heard) throws InterruptedException {
    for (int i = 0; ; i++) {
      try {
        return step.on(targets.get(i));
      } catch (BackendException failure) {
        if (i + 1 == targets.size() || !failure.kind().isPassing() || heard.getAsBoolean()) {
          throw failure;
        }
      }
    }
  }

  @Override
  public void close() {
    targets.forEach(Target::close);
  }
}
