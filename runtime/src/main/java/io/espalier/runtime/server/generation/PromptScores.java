package io.espalier.runtime.server.generation;

import io.espalier.runtime.scheduler.GenerationRequest;
import io.espalier.runtime.scheduler.GenerationResult;
import io.espalier.runtime.scheduler.Sequence;
import io.espalier.runtime.scheduler.SequenceOptions;
import io.espalier.runtime.scheduler.TokenListener;
import io.espalier.runtime.scheduler.TopLogprobs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The log-probabilities of a prompt's own tokens.
///
/// @param start position of the first token that is listed
/// @param logprobs of the tokens from there on; NaN for the prompt's first, which follows nothing
/// @param top the likeliest tokens at each of these places; empty where not asked for, and at the
///   prompt's first
@SuppressWarnings("ArrayRecordComponent") // made once, written once; never compared
public record PromptScores(int start, double[] logprobs, List<TopLogprobs> top) {
  private static final TopLogprobs NOTHING = new TopLogprobs(List.of(), List.of());

  /// Nothing asked for.
  public static final PromptScores NONE = new PromptScores(0, new double[0], List.of());

  /// Computes them. One pass gives those of the tokens; alternatives cost a further pass for each
  /// place, as generating the prompt would.
  ///
  /// @param start at most the prompt's length
  /// @param alternatives how many of the likeliest tokens are listed, 0 for none
  /// @throws io.espalier.runtime.scheduler.SchedulerException when it cannot be served
  public static PromptScores of(
      TextEngine engine, int[] prompt, int start, int alternatives, SequenceOptions options) {
    if (start >= prompt.length) {
      return new PromptScores(prompt.length, new double[0], List.of());
    }
    int scored = Math.max(1, start);
    double[] logprobs = new double[prompt.length - start];
    Arrays.fill(logprobs, Double.NaN);
    if (scored == prompt.length) {
      return new PromptScores(start, logprobs, alternatives == 0 ? List.of() : List.of(NOTHING));
    }
    var top = new ArrayList<TopLogprobs>();
    try (Sequence sequence = engine.open(Arrays.copyOf(prompt, scored), options)) {
      double[] found =
          sequence.score(List.of(Arrays.copyOfRange(prompt, scored, prompt.length))).getFirst();
      System.arraycopy(found, 0, logprobs, scored - start, found.length);
      if (alternatives > 0) {
        if (start == 0) {
          top.add(NOTHING);
        }
        for (int at = scored; at < prompt.length; at++) {
          top.add(likeliest(sequence, alternatives));
          sequence.truncate(at);
          sequence.append(new int[] {prompt[at]});
        }
      }
    }
    return new PromptScores(start, logprobs, List.copyOf(top));
  }

  private static TopLogprobs likeliest(Sequence sequence, int alternatives) {
    GenerationResult result =
        sequence.generate(GenerationRequest.of(1).withLogprobs(alternatives), TokenListener.NONE);
    return result.top().getFirst();
  }
}
