package io.espalier.runtime.scheduler;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A list of tokens that can be extended, continued by the model, scored and forked.
///
/// One caller at a time; calls block, and are meant for virtual threads. Interrupting a blocked
/// caller cancels its call: it throws [CancelledException] at once, with the interrupt flag set,
/// and the sequence is as before the call. [#cancel] may be called from any thread.
///
/// A sequence keeps tokens, not pages. Between calls its pages are in the cache, ranked as ones
/// that will be needed until the sequence is closed; so open sequences cost others nothing, and one
/// whose pages were evicted is computed again.
public final class Sequence implements AutoCloseable {
  private static final int PREFILL_AHEAD_TOKENS = 64;

  private final Scheduler scheduler;
  private final SequenceState state;
  private final @Nullable Sequence parent;
  private final AtomicInteger openChildren = new AtomicInteger();
  private int[] tokens;
  private int length;

  /// Whether `tokens` is the parent's array, which a child has until it grows.
  private boolean borrowed;

  /// Tokens that a job has computed or was told to.
  private int requested;

  private boolean closed;
  private SequenceUsage usage = SequenceUsage.NONE;

  /// Prefills under way or not counted yet, the oldest first.
  private final List<PrefillJob> ahead = new ArrayList<>();

  private volatile @Nullable Job current;

  Sequence(Scheduler scheduler, SequenceState state, @Nullable Sequence parent) {
    this.scheduler = scheduler;
    this.state = state;
    this.parent = parent;
    tokens = parent == null ? new int[16] : parent.tokens;
    borrowed = parent != null;
    length = parent == null ? 0 : parent.length;
    requested = parent == null ? 0 : parent.requested;
  }

  /// Adds tokens at the end. Returns at once; they are computed with the next call, or before it
  /// where there are many.
  ///
  /// @throws ContextLengthException when the sequence gets longer than the model's context
  /// @throws IllegalStateException when the sequence has open children
  public void append(int[] added) {
    requireExtendable("append to");
    for (int token : added) {
      if (token < 0 || token >= scheduler.vocabulary().size()) {
        throw new IllegalArgumentException(
            "token %d is not in the vocabulary of %d"
                .formatted(token, scheduler.vocabulary().size()));
      }
    }
    int total = length + added.length;
    if (total > scheduler.contextLength()) {
      throw new ContextLengthException(total, scheduler.contextLength());
    }
    if (total > tokens.length || borrowed) {
      borrowed = false;
      tokens = Arrays.copyOf(tokens, Math.max(total, length + length / 2));
    }
    System.arraycopy(added, 0, tokens, length, added.length);
    length = total;
    if (scheduler.options().prefillAhead() && length - requested >= PREFILL_AHEAD_TOKENS) {
      prefillAhead();
    }
  }

  /// Starts to compute what is appended and not computed, but for the last token. Returns at once,
  /// and does nothing where the queue is full or the cache is off.
  public void prefillAhead() {
    requireOpen();
    if (length == requested || length == 1 || !scheduler.options().cache()) {
      return;
    }
    // The last token waits for the call that needs its logits, which would compute it again.
    var job = new PrefillJob(state, tokens(), length - 1, deadlineNanos(null));
    try {
      scheduler.submit(job);
      ahead.add(job);
      requested = length;
    } catch (QueueFullException _) {
      // It is an offer; the call that needs the tokens will say what is wrong.
    }
  }

  /// Generates tokens and appends those that are kept.
  ///
  /// @throws SchedulerException when the call cannot be served or is interrupted; the sequence is
  ///   then as before
  public GenerationResult generate(GenerationRequest request, TokenListener listener) {
    requireExtendable("generate after");
    requireTokens("generate");
    int limit = scheduler.contextLength();
    if (length + 1 > limit) {
      throw new ContextLengthException(length + 1, limit);
    }
    requireCapacity(length + 1);
    long whole = deadlineNanos(null);
    long own = request.deadline() == null ? Long.MAX_VALUE : deadlineNanos(request.deadline());
    var job =
        new GenerationJob(
            state,
            tokens,
            length,
            scheduler.options().jumpForward() ? request : request.withJumpForward(false),
            scheduler.vocabulary(),
            limit,
            Math.min(own, whole),
            own <= whole,
            scheduler.options());
    job.prepare();
    if (job.failure() != null) {
      throw job.failure();
    }
    job.output.takePublished();
    if (job.output.reason() == null) {
      supersedeAhead();
      run(job, job.output, listener);
    }
    job.output.deliver(job.delivered, listener);
    scheduler
        .options()
        .trace()
        .ended(state.options.namespace(), job.tokens, job.promptLength(), job.computedTokens());
    tokens = job.tokens;
    borrowed = false;
    length = job.length;
    requested = Math.min(requested, length);
    usage = usage.plus(job.usage());
    return job.output.result(job.usage());
  }

  /// Returns, for each continuation, the natural logarithm of the probability of each of its tokens
  /// after this sequence and the tokens before it. Thousands work: they are fed as a trie, shared
  /// beginnings once.
  public List<double[]> score(List<int[]> continuations) {
    requireOpen();
    requireTokens("score");
    int longest = 0;
    for (int[] continuation : continuations) {
      longest = Math.max(longest, continuation.length);
      for (int token : continuation) {
        if (token < 0 || token >= scheduler.vocabulary().size()) {
          throw new IllegalArgumentException(
              "token %d is not in the vocabulary of %d"
                  .formatted(token, scheduler.vocabulary().size()));
        }
      }
    }
    if (length + longest > scheduler.contextLength()) {
      throw new ContextLengthException(length + longest, scheduler.contextLength());
    }
    requireCapacity(length + longest);
    var job =
        new ScoreJob(
            state,
            tokens(),
            length,
            continuations,
            scheduler.options().logitRows(),
            deadlineNanos(null));
    if (job.scoredTokens() > 0) {
      supersedeAhead();
      run(job, null, TokenListener.NONE);
      scheduler.options().trace().ended(state.options.namespace(), tokens, length, length);
    }
    usage = usage.plus(new SequenceUsage(job.prefilled, job.cached, 0, 0, 0));
    return IntStream.range(0, continuations.size()).mapToObj(job::result).toList();
  }

  /// Returns a sequence that begins with this one's tokens and shares their pages. While it is open
  /// this one cannot be extended. What is not computed yet the first child to run computes, once
  /// for all.
  public Sequence fork() {
    return fork(state.options.label());
  }

  /// The same, with a label for messages.
  public Sequence fork(String label) {
    requireOpen();
    openChildren.incrementAndGet();
    return new Sequence(scheduler, new SequenceState(state.options.withLabel(label), state), this);
  }

  /// Drops the tokens behind the first `count`.
  public void truncate(int count) {
    requireExtendable("truncate");
    if (count < 0 || count > length) {
      throw new IllegalArgumentException(
          "truncate to %d tokens; allowed: 0 to %d".formatted(count, length));
    }
    length = count;
    requested = Math.min(requested, count);
  }

  /// Ends the call that is running on this sequence, if any: a generation returns what it has with
  /// [FinishReason#CANCELLED], scoring throws [CancelledException]. From any thread.
  public void cancel() {
    Job job = current;
    if (job != null) {
      scheduler.cancel(job);
    }
  }

  /// Returns the number of tokens.
  public int length() {
    return length;
  }

  /// Returns a copy of the tokens.
  public int[] tokens() {
    return Arrays.copyOf(tokens, length);
  }

  /// Returns what the calls on this sequence have cost; its children count for themselves.
  public SequenceUsage usage() {
    settleAhead();
    return usage;
  }

  /// Returns the label.
  public String label() {
    return state.options.label();
  }

  /// Gives the sequence up: its pages stay in the cache only as long as there is room. Does nothing
  /// the second time.
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      supersedeAhead();
      scheduler.closeSequence(state);
      if (parent != null) {
        parent.openChildren.decrementAndGet();
      }
    }
  }

  /// Queues the job and waits for its end, handing tokens on as they come.
  private void run(Job job, @Nullable GenerationOutput output, TokenListener listener) {
    boolean streaming = output != null && !TokenListener.NONE.equals(listener);
    job.setWaiter(Thread.currentThread());
    job.streaming = streaming;
    // What was refused must not be cancelled, and a cancellation must come after what it cancels.
    scheduler.submit(job);
    current = job;
    boolean settled = false;
    try {
      while (!job.isDone()) {
        if (Thread.currentThread().isInterrupted()) {
          throw new CancelledException(label());
        }
        if (streaming && output != null) {
          job.delivered = output.deliver(job.delivered, listener);
        }
        if (!job.isDone()) {
          LockSupport.park(job);
        }
      }
      settled = true;
    } finally {
      current = null;
      if (!settled) {
        scheduler.cancel(job);
      }
    }
    SchedulerException failure = job.failure();
    if (failure != null) {
      throw failure;
    }
  }

  /// Takes over from prefills that are still under way: what they have computed is in the cache
  /// before the next call is looked at, so nothing is lost and no pass is spent on waiting for
  /// them.
  private void supersedeAhead() {
    settleAhead();
    ahead.forEach(scheduler::cancel);
  }

  /// Counts what prefills have cost that are done.
  private void settleAhead() {
    for (var jobs = ahead.iterator(); jobs.hasNext(); ) {
      PrefillJob job = jobs.next();
      if (job.isDone()) {
        usage = usage.plus(new SequenceUsage(job.prefilled, job.cached, 0, 0, 0));
        jobs.remove();
      }
    }
  }

  private long deadlineNanos(@Nullable Instant deadline) {
    Instant instant = deadline == null ? state.options.deadline() : deadline;
    if (instant == null) {
      return Long.MAX_VALUE;
    }
    Duration left = Duration.between(Instant.now(), instant);
    return left.compareTo(Duration.ofDays(365)) > 0
        ? Long.MAX_VALUE
        : System.nanoTime() + left.toNanos();
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("%s is closed".formatted(label()));
    }
  }

  private void requireExtendable(String what) {
    requireOpen();
    int children = openChildren.get();
    if (children > 0) {
      throw new IllegalStateException(
          "cannot %s %s while %d of its forks are open; close them first"
              .formatted(what, label(), children));
    }
  }

  private void requireTokens(String what) {
    if (length == 0) {
      throw new IllegalStateException(
          "cannot %s after nothing: append at least one token to %s".formatted(what, label()));
    }
  }

  private void requireCapacity(int needed) {
    if (needed > scheduler.capacityTokens()) {
      throw new OutOfPagesException(needed, scheduler.capacityTokens());
    }
  }
}
