package io.espalier.runtime.scheduler;

import io.espalier.constrained.Vocabulary;
import io.espalier.runtime.model.Model;
import io.espalier.runtime.scheduler.SchedulerLoop.Message;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// Runs sequences on one model: continuous batching over a shared radix cache.
///
/// One platform thread owns the model, the cache and the batch. Callers, usually virtual threads,
/// meet it at a queue and block until their call is done; the methods here and on different
/// [Sequence]s may be called from any thread.
public final class Scheduler implements AutoCloseable {
  private final Vocabulary vocabulary;
  private final SchedulerOptions options;
  private final SchedulerLoop loop;
  private final Thread thread;
  private final AtomicInteger jobs = new AtomicInteger();
  private final int contextLength;
  private volatile boolean closed;

  /// Starts the thread and reserves the model's pages. The scheduler owns the model and closes it.
  ///
  /// @throws IllegalArgumentException when the vocabulary has more tokens than the model has logits
  public Scheduler(Model model, Vocabulary vocabulary, SchedulerOptions options) {
    this.vocabulary = vocabulary;
    this.options = options;
    contextLength = model.description().contextLength();
    if (vocabulary.size() > model.description().vocabularySize()) {
      throw new IllegalArgumentException(
          "the vocabulary has %d tokens but the model %d logits"
              .formatted(vocabulary.size(), model.description().vocabularySize()));
    }
    loop = new SchedulerLoop(model, options, jobs);
    thread = Thread.ofPlatform().name("espalier-scheduler").daemon().start(loop);
    try {
      loop.awaitReady();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      close();
      throw new CancelledException("the start of the scheduler");
    } catch (RuntimeException refused) {
      // The thread closes the model; the caller may close what the model runs on.
      close();
      throw refused;
    }
  }

  /// Opens an empty sequence.
  public Sequence open(SequenceOptions sequenceOptions) {
    return new Sequence(this, new SequenceState(sequenceOptions, null), null);
  }

  /// Returns the most tokens a sequence may hold: the model's context.
  public int contextLength() {
    return contextLength;
  }

  /// Returns how many tokens the page pool holds in all; no call can need more at once.
  public int capacityTokens() {
    return options.pages() * SequencePages.PAGE;
  }

  /// Returns the options.
  public SchedulerOptions options() {
    return options;
  }

  /// Returns what is to be said about the folder of cached pages, such as why it starts empty.
  public Optional<String> cacheNote() {
    return loop.state().spill.note();
  }

  /// Returns a snapshot, taken between two steps.
  public SchedulerStatistics statistics() {
    return inspect(loop.state()::statistics);
  }

  /// Checks, between two steps, that every page is where it is counted. For tests and soak runs.
  ///
  /// @throws IllegalStateException naming the first invariant that does not hold
  public void checkInvariants() {
    inspect(() -> {
      loop.state().checkInvariants();
      return true;
    });
  }

  /// Ends every call with [CancelledException], stops the thread and closes the model.
  @Override
  public void close() {
    closed = true;
    loop.close();
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Messages sent to the thread and not read by it yet. From any thread; for tests.
  int unread() {
    return loop.unread();
  }

  Vocabulary vocabulary() {
    return vocabulary;
  }

  /// Queues a job.
  void submit(Job job) {
    if (closed) {
      throw new CancelledException(job.sequence.options.label() + " with its scheduler");
    }
    if (jobs.incrementAndGet() > options.maxQueued() + options.maxRunning()) {
      jobs.decrementAndGet();
      throw new QueueFullException(options.maxQueued());
    }
    loop.send(new Message.Submit(job));
    if (loop.isStopped()) {
      throw new CancelledException(
          job.sequence.options.label() + " with its scheduler", loop.crash());
    }
  }

  void cancel(Job job) {
    loop.send(new Message.Cancel(job));
  }

  void closeSequence(SequenceState sequence) {
    loop.send(new Message.Close(sequence));
  }

  private <T> T inspect(Supplier<T> question) {
    var answer = new CompletableFuture<T>();
    loop.send(
        new Message.Inspect(() -> {
          try {
            answer.complete(question.get());
          } catch (RuntimeException exception) {
            answer.completeExceptionally(exception);
          }
        }));
    if (loop.isStopped()) {
      close();
      return question.get();
    }
    try {
      return answer.join();
    } catch (CompletionException exception) {
      if (exception.getCause() instanceof IllegalStateException cause) {
        throw cause;
      }
      throw exception;
    }
  }
}
