package io.espalier.runtime.cli.speed;

import io.espalier.runtime.scheduler.GenerationRequest;
import io.espalier.runtime.scheduler.Sequence;
import io.espalier.runtime.scheduler.TokenKind;
import io.espalier.runtime.scheduler.TokenListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/// Lets sequences generate side by side and times some steps while all of them do.
///
/// The clock is the last sequence's caller: it starts when every caller has had a token, and stops
/// that many tokens later, which are that many steps, each with one token of every sequence.
final class DecodeWindow {
  private final int sequences;
  private final int steps;
  private final AtomicInteger started = new AtomicInteger();
  private final CompletableFuture<Double> seconds = new CompletableFuture<>();

  /// A caller's count of its tokens.
  private final class Counter implements TokenListener {
    private final boolean clock;
    private boolean heard;
    private long start;
    private int since;

    Counter(boolean clock) {
      this.clock = clock;
    }

    @Override
    public void onToken(int token, byte[] bytes, double logprob, TokenKind kind) {
      if (!heard) {
        heard = true;
        started.incrementAndGet();
      }
      if (!clock || started.get() < sequences) {
        return;
      }
      if (start == 0) {
        start = System.nanoTime();
      } else if (++since == steps) {
        seconds.complete((System.nanoTime() - start) / 1e9);
      }
    }
  }

  private DecodeWindow(int sequences, int steps) {
    this.sequences = sequences;
    this.steps = steps;
  }

  /// Runs the generations and returns the seconds of `steps` steps. Afterwards the sequences hold
  /// what they held before.
  ///
  /// @param request what each sequence generates, long enough not to end meanwhile
  /// @throws IllegalStateException when one ends before the last step
  static double measure(
      List<Sequence> sequences, int steps, IntFunction<GenerationRequest> request) {
    return new DecodeWindow(sequences.size(), steps).run(sequences, request);
  }

  private double run(List<Sequence> sequences, IntFunction<GenerationRequest> request) {
    List<Thread> callers = new ArrayList<>();
    for (int index = 0; index < sequences.size(); index++) {
      Sequence sequence = sequences.get(index);
      GenerationRequest asked = request.apply(index);
      var counter = new Counter(index == sequences.size() - 1);
      callers.add(Thread.ofVirtual().start(() -> generate(sequence, asked, counter)));
    }
    try {
      return seconds.join();
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
    } finally {
      sequences.forEach(Sequence::cancel);
      join(callers);
    }
  }

  private void generate(Sequence sequence, GenerationRequest request, TokenListener listener) {
    int length = sequence.length();
    try {
      var result = sequence.generate(request, listener);
      sequence.truncate(length);
      seconds.completeExceptionally(
          new IllegalStateException(
              "%s ended after %d tokens (%s), before %d steps of all were timed"
                  .formatted(sequence.label(), result.tokens().length, result.reason(), steps)));
    } catch (RuntimeException failure) {
      seconds.completeExceptionally(failure);
    }
  }

  private static void join(List<Thread> callers) {
    boolean interrupted = false;
    for (Thread caller : callers) {
      while (caller.isAlive()) {
        try {
          caller.join();
        } catch (InterruptedException _) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
