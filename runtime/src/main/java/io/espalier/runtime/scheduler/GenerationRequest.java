package io.espalier.runtime.scheduler;

import io.espalier.constrained.CanonicalTokenizer;
import io.espalier.constrained.Matcher;
import io.espalier.runtime.sampling.SamplingParameters;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What to generate after a sequence.
///
/// @param maxTokens most tokens, at least 1; the end of the model's context is a limit too
/// @param minTokens end tokens are not allowed before this many tokens, unless a constraint leaves
///   nothing else
/// @param sampling how tokens are drawn
/// @param matcher the constraint, null for none; it belongs to the scheduler until the call
///   returns, and must not be used again after one that threw
/// @param stopStrings generation ends when its bytes contain one; what precedes it is kept
/// @param endTokens generation ends when one is drawn; it is neither kept nor left in the sequence
/// @param jumpForward whether tokens that the constraint determines skip the model; never changes
///   which tokens come out
/// @param canonical how the model's tokenizer writes plain text. Needed with stop strings, to
///   replace the token that one cuts. With a constraint, text that the constraint determines is
///   then written in canonical tokens only, with jump-forward on or off
/// @param logprobs -1 for none, 0 for each token's log-probability, `n` also for the `n` most
///   likely tokens
/// @param deadline when generation ends with [FinishReason#DEADLINE]; null for never
/// @param openEnd where the constraint may end, the whole vocabulary competes, and a token that the
///   constraint does not allow ends the generation instead of being masked: a number inside a text
///   ends where the model would go on with the text. Off, only end tokens end it
public record GenerationRequest(
    int maxTokens,
    int minTokens,
    SamplingParameters sampling,
    @Nullable Matcher matcher,
    List<byte[]> stopStrings,
    Set<Integer> endTokens,
    boolean jumpForward,
    @Nullable CanonicalTokenizer canonical,
    int logprobs,
    @Nullable Instant deadline,
    boolean openEnd) {
  /// Most stop strings a request may have.
  public static final int MAX_STOP_STRINGS = 64;

  /// Most tokens whose log-probabilities a request may ask for at each position.
  public static final int MAX_TOP_LOGPROBS = 64;

  public GenerationRequest {
    require(maxTokens >= 1, "maxTokens", maxTokens, "1 or more");
    require(minTokens >= 0 && minTokens <= maxTokens, "minTokens", minTokens, "0 to " + maxTokens);
    require(
        logprobs >= -1 && logprobs <= MAX_TOP_LOGPROBS,
        "logprobs",
        logprobs,
        "-1 to " + MAX_TOP_LOGPROBS);
    require(
        stopStrings.size() <= MAX_STOP_STRINGS,
        "the number of stop strings",
        stopStrings.size(),
        "0 to " + MAX_STOP_STRINGS);
    for (byte[] stop : stopStrings) {
      require(stop.length > 0, "the length of a stop string", stop.length, "1 or more");
    }
    if (!stopStrings.isEmpty() && canonical == null) {
      throw new IllegalArgumentException("stop strings need a canonical tokenizer");
    }
    stopStrings = List.copyOf(stopStrings);
    endTokens = Set.copyOf(endTokens);
  }

  /// Greedy generation of at most `maxTokens` tokens, nothing else set.
  public static GenerationRequest of(int maxTokens) {
    return new GenerationRequest(
        maxTokens,
        0,
        SamplingParameters.GREEDY,
        null,
        List.of(),
        Set.of(),
        true,
        null,
        -1,
        null,
        false);
  }

  /// Returns the same with a lower limit.
  public GenerationRequest withMinTokens(int tokens) {
    var copy = new Copy(this);
    copy.minTokens = tokens;
    return copy.build();
  }

  /// Returns the same with other sampling parameters.
  public GenerationRequest withSampling(SamplingParameters parameters) {
    var copy = new Copy(this);
    copy.sampling = parameters;
    return copy.build();
  }

  /// Returns the same with a constraint.
  public GenerationRequest withMatcher(@Nullable Matcher constraint) {
    var copy = new Copy(this);
    copy.matcher = constraint;
    return copy.build();
  }

  /// Returns the same with stop strings.
  public GenerationRequest withStopStrings(List<byte[]> stops, CanonicalTokenizer tokenizer) {
    var copy = new Copy(this);
    copy.stopStrings = stops;
    copy.canonical = tokenizer;
    return copy.build();
  }

  /// Returns the same with a canonical tokenizer, for text that a constraint determines.
  public GenerationRequest withCanonical(@Nullable CanonicalTokenizer tokenizer) {
    var copy = new Copy(this);
    copy.canonical = tokenizer;
    return copy.build();
  }

  /// Returns the same with end tokens.
  public GenerationRequest withEndTokens(Set<Integer> tokens) {
    var copy = new Copy(this);
    copy.endTokens = tokens;
    return copy.build();
  }

  /// Returns the same with jump-forward on or off.
  public GenerationRequest withJumpForward(boolean on) {
    var copy = new Copy(this);
    copy.jumpForward = on;
    return copy.build();
  }

  /// Returns the same with log-probabilities.
  public GenerationRequest withLogprobs(int top) {
    var copy = new Copy(this);
    copy.logprobs = top;
    return copy.build();
  }

  /// Returns the same with a deadline.
  public GenerationRequest withDeadline(@Nullable Instant instant) {
    var copy = new Copy(this);
    copy.deadline = instant;
    return copy.build();
  }

  /// Returns the same with an open or a closed end.
  public GenerationRequest withOpenEnd(boolean open) {
    var copy = new Copy(this);
    copy.openEnd = open;
    return copy.build();
  }

  /// The components, to change some of them.
  private static final class Copy {
    private int maxTokens;
    private int minTokens;
    private SamplingParameters sampling;
    private @Nullable Matcher matcher;
    private List<byte[]> stopStrings;
    private Set<Integer> endTokens;
    private boolean jumpForward;
    private @Nullable CanonicalTokenizer canonical;
    private int logprobs;
    private @Nullable Instant deadline;
    private boolean openEnd;

    Copy(GenerationRequest from) {
      maxTokens = from.maxTokens;
      minTokens = from.minTokens;
      sampling = from.sampling;
      matcher = from.matcher;
      stopStrings = from.stopStrings;
      endTokens = from.endTokens;
      jumpForward = from.jumpForward;
      canonical = from.canonical;
      logprobs = from.logprobs;
      deadline = from.deadline;
      openEnd = from.openEnd;
    }

    GenerationRequest build() {
      return new GenerationRequest(
          maxTokens,
          minTokens,
          sampling,
          matcher,
          stopStrings,
          endTokens,
          jumpForward,
          canonical,
          logprobs,
          deadline,
          openEnd);
    }
  }

  private static void require(boolean condition, String name, int value, String allowed) {
    if (!condition) {
      throw new IllegalArgumentException("%s is %d; allowed: %s".formatted(name, value, allowed));
    }
  }
}
