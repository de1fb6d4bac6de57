package io.espalier.runtime.scheduler;

import io.espalier.constrained.CanonicalTokenizer;
import io.espalier.constrained.Matcher;
import io.espalier.constrained.TokenMask;
import io.espalier.constrained.Vocabulary;
import io.espalier.kernels.Draws;
import io.espalier.runtime.model.ForwardBatch;
import io.espalier.runtime.model.Logits;
import io.espalier.runtime.sampling.CounterRandom;
import io.espalier.runtime.sampling.LogitAdjustments;
import io.espalier.runtime.sampling.Sampler;
import io.espalier.runtime.sampling.SamplingParameters;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Generates tokens after a sequence, one a pass, with the forced ones in between.
final class GenerationJob extends Job {
  private static final int SEVERAL = -2;

  /// Tokens that there is room for from the start, so that few generations ever grow.
  private static final int PREPARED_TOKENS = 2048;

  /// Generations that may be shorter guess nothing.
  private static final int LEAST_TO_GUESS = 8;

  /// Second draws take their random numbers from positions that no token has.
  private static final long REDRAW = 1L << 40;

  final GenerationRequest request;
  final GenerationOutput output;
  private final Vocabulary vocabulary;
  private final @Nullable Matcher matcher;
  private @Nullable TokenMask mask;
  private long masks;
  private long maskNanos;
  private final int[] endTokens;
  private final StopScanner stops;
  private final LogitAdjustments adjustments;
  private final int promptLength;
  private final int limit;

  /// A run of tokens that the constraint determines, and how many of it are done.
  private int[] run = {};

  private int runAt;

  /// Whether the mask allows more than one token.
  private boolean hasChoice;

  /// Whether masks are filled while the pass runs that needs them.
  private final boolean defersMasks;

  private boolean maskDue;

  /// What a mask filled during the pass allows, like [#fill].
  private int onlyLate = SEVERAL;

  /// Guesses tokens, where that is wanted, and the length behind which the pass computes them.
  private final @Nullable Speculation speculation;

  private int base;

  private int forced;
  private int sampled;

  /// Whether the deadline is the request's and not the sequence's.
  private final boolean ownDeadline;

  /// Makes a job from the first `length` of `prompt`, which is not changed.
  GenerationJob(
      SequenceState sequence,
      int[] prompt,
      int length,
      GenerationRequest request,
      Vocabulary vocabulary,
      int contextLength,
      long deadlineNanos,
      boolean ownDeadline,
      SchedulerOptions options) {
    int limit = Math.min(request.maxTokens(), contextLength - length);
    int room = Math.min(limit, PREPARED_TOKENS);
    super(sequence, Arrays.copyOf(prompt, length + room), length, deadlineNanos);
    defersMasks = options.workers() > 0;
    this.request = request;
    this.vocabulary = vocabulary;
    this.limit = limit;
    this.ownDeadline = ownDeadline;
    promptLength = length;
    output = new GenerationOutput(vocabulary, request.logprobs(), room);
    matcher = request.matcher();
    mask = matcher == null ? null : new TokenMask(vocabulary.size());
    IntStream ends = request.endTokens().stream().mapToInt(Integer::intValue);
    endTokens =
        matcher == null
            ? ends.sorted().toArray()
            : IntStream.concat(ends, Arrays.stream(vocabulary.endOfSequence()))
                .distinct()
                .sorted()
                .toArray();
    stops = new StopScanner(request.stopStrings());
    adjustments =
        new LogitAdjustments(request.sampling(), prompt, length, endTokens, vocabulary.size());
    speculation = speculation(options.draftTokens());
  }

  /// A run that a constraint determines is stepped through without guesses where it may not be
  /// jumped over: that is for comparing.
  private @Nullable Speculation speculation(int most) {
    if (most == 0 || limit < LEAST_TO_GUESS || (matcher != null && !request.jumpForward())) {
      return null;
    }
    int[] past = sequence.root.past;
    var source = new DraftSource(past, tokens, length, tokens.length);
    return new Speculation(source, most, vocabulary.size());
  }

  /// Fills the mask for the next token and takes what it forces. Also ends the job where nothing
  /// can follow. What the matcher throws becomes the job's failure.
  void prepare() {
    prepare(false);
  }

  /// @param later whether a mask, where one is needed, is left to [#fillMask]
  private void prepare(boolean later) {
    Matcher constraint = matcher;
    if (constraint == null) {
      return;
    }
    try {
      while (output.reason() == null) {
        if (constraint.isTerminated()) {
          output.end(FinishReason.CONSTRAINT_COMPLETE);
          return;
        }
        boolean inRun = hasRun(constraint);
        int row = inRun ? -1 : nextRow();
        if (later && !inRun && row < 0) {
          maskDue = true;
          return;
        }
        int only = inRun ? nextOfRun() : row < 0 ? fill(constraint, allowed()) : useMask(row);
        hasChoice = only == SEVERAL;
        if (only == Sampler.NONE) {
          endWithoutChoice(constraint);
          return;
        }
        if (only < 0 || !request.jumpForward()) {
          return;
        }
        forced++;
        append(only, Double.NaN, TokenKind.FORCED);
      }
    } catch (RuntimeException exception) {
      fail(new ConstraintFailureException(length, exception));
    }
  }

  private TokenMask allowed() {
    TokenMask allowed = mask;
    if (allowed == null) {
      throw new IllegalStateException("a constraint without a mask");
    }
    return allowed;
  }

  private int nextOfRun() {
    int only = run[runAt++];
    if (!request.jumpForward()) {
      TokenMask allowed = allowed();
      allowed.clear();
      allowed.add(only);
    }
    return only;
  }

  /// Fills the mask; returns the only allowed token, [Sampler#NONE] where there is none, [#SEVERAL]
  /// where there are more.
  private int fill(Matcher constraint, TokenMask allowed) {
    fill(constraint, allowed, generated());
    return onlyToken(allowed.words());
  }

  private void fill(Matcher constraint, TokenMask allowed, int then) {
    long start = System.nanoTime();
    constraint.fillMask(allowed);
    allowEndTokens(constraint, allowed, then);
    maskNanos += System.nanoTime() - start;
    masks++;
  }

  /// Uses the mask behind guessed tokens that came true; returns what [#fill] would.
  private int useMask(int row) {
    Speculation guess = speculation;
    if (guess == null) {
      throw new IllegalStateException("a row of guessed tokens without a guess");
    }
    mask = guess.exchange(row - 1, allowed());
    return guess.only(row - 1);
  }

  /// Whether the constraint determines a run of text from here.
  private boolean hasRun(Matcher constraint) {
    CanonicalTokenizer canonical = request.canonical();
    if (runAt == run.length && canonical != null) {
      run = constraint.forcedTokens(canonical);
      runAt = 0;
    }
    return runAt < run.length;
  }

  @Override
  boolean isMaskDue() {
    return maskDue || (matcher != null && drafts > 0);
  }

  @Override
  void fillMask() {
    Matcher constraint = matcher;
    if (constraint == null) {
      return;
    }
    try {
      if (maskDue) {
        maskDue = false;
        onlyLate = fill(constraint, allowed());
        hasChoice = onlyLate == SEVERAL;
      }
      if (speculation != null && drafts > 0) {
        fillDraftMasks(constraint, speculation);
      }
    } catch (RuntimeException exception) {
      fail(new ConstraintFailureException(length, exception));
    }
  }

  private void fillDraftMasks(Matcher constraint, Speculation guess) {
    for (int index = 0; index < drafts; index++) {
      if (!constraint.accept(guess.token(index))) {
        throw new IllegalStateException("a guessed token that the constraint does not allow");
      }
      TokenMask allowed = guess.mask(index);
      int then = generated() + index + 1;
      fill(constraint, allowed, then);
      boolean open = request.openEnd() && constraint.canEnd() && then >= request.minTokens();
      guess.describe(index, onlyToken(allowed.words()), open);
    }
    constraint.rollback(drafts);
  }

  @Override
  boolean isDetermined() {
    return onlyLate == Sampler.NONE || (onlyLate >= 0 && request.jumpForward());
  }

  @Override
  void takeDetermined() {
    int only = onlyLate;
    onlyLate = SEVERAL;
    if (matcher != null && only == Sampler.NONE) {
      endWithoutChoice(matcher);
      return;
    }
    forced++;
    try {
      append(only, Double.NaN, TokenKind.FORCED);
    } catch (RuntimeException exception) {
      fail(new ConstraintFailureException(length, exception));
      return;
    }
    prepare(defersMasks);
  }

  /// An end token is allowed exactly when the value may end here and is long enough.
  private void allowEndTokens(Matcher constraint, TokenMask allowed, int tokensBefore) {
    long[] words = allowed.words();
    boolean mayEnd = constraint.canEnd() && tokensBefore >= request.minTokens();
    for (int token : endTokens) {
      if (mayEnd) {
        allowed.add(token);
      } else {
        words[token >>> 6] &= ~(1L << token);
      }
    }
  }

  @Override
  int goal() {
    return length;
  }

  @Override
  int tokensToAdmit() {
    return length + 1;
  }

  @Override
  int wantedRows(int rowLimit) {
    return Math.min(pending() + guessed(), rowLimit);
  }

  @Override
  int minimumRows() {
    return 1;
  }

  @Override
  int addRows(ForwardBatch batch, int rowLimit) {
    int added = addLinearRows(batch, rowLimit, true);
    int ofPrompt = Math.clamp(promptLength - pages.computed(), 0, added);
    prefilled += ofPrompt;
    drafts = 0;
    accepted = 0;
    if (speculation != null && added == pending()) {
      base = length;
      drafts = Math.min(speculation.count(), rowLimit - added);
      for (int index = 0; index < drafts; index++) {
        batch.addRow(speculation.token(index), true);
      }
      added += drafts;
    }
    decoded += added - ofPrompt;
    pages.advance(added);
    return added;
  }

  @Override
  int guessed() {
    return speculation == null ? 0 : speculation.count();
  }

  @Override
  boolean takesRowsInTurn() {
    return true;
  }

  /// Row `i` was computed behind the first `i` guessed tokens.
  @Override
  int nextRow() {
    int row = length - base;
    return speculation != null
            && row > 0
            && row <= drafts
            && output.reason() == null
            && failure() == null
            && speculation.agrees(tokens, base, row)
        ? row
        : -1;
  }

  @Override
  void afterRows() {
    if (speculation == null) {
      return;
    }
    if (drafts > 0) {
      accepted = speculation.agreement(tokens, base, length, drafts);
      pages.cutTo(base + accepted);
      decoded -= drafts - accepted;
      speculation.learn(drafts, accepted);
    }
    if (output.reason() == null && failure() == null) {
      int most = limit - generated() - 1;
      speculation.guess(tokens, length, most, matcher, endTokens);
    }
  }

  @Override
  void onLogits(int index, float[] logits, int offset, Sampler sampler) {
    boolean tooShort = matcher == null && generated() < request.minTokens();
    adjustments.apply(logits, offset, tooShort);
    boolean open = isOpen();
    int token = Sampler.NONE;
    try {
      token = draw(logits, offset, sampler, open);
    } catch (RuntimeException exception) {
      fail(new ConstraintFailureException(length, exception));
      return;
    }
    adjustments.restore(logits, offset);
    double logprob = Double.NaN;
    TopLogprobs top = null;
    if (request.logprobs() >= 0 && token != Sampler.NONE) {
      double normaliser = sampler.logNormaliser(logits, offset);
      logprob = logits[offset + token] - normaliser;
      top = output.top(sampler, logits, offset, normaliser);
    }
    take(token, open, logprob, top);
  }

  @Override
  int addDraw(Draws draws, int row, int index) {
    boolean tooShort = matcher == null && generated() + index < request.minTokens();
    if (request.logprobs() >= 0
        || !adjustments.isNeutral(tooShort)
        || (index == 0 && isDetermined())) {
      return -1;
    }
    return addDraw(draws, row, length + index, allowedWords(index));
  }

  private int addDraw(Draws draws, int row, int position, long @Nullable [] allowed) {
    SamplingParameters sampling = request.sampling();
    return draws.add(
        row,
        sampling.temperature(),
        sampling.topK(),
        sampling.topP(),
        sampling.minP(),
        CounterRandom.uniform(sampling.seed(), position),
        allowed);
  }

  /// Returns what the mask of a row allows, null for everything.
  private long @Nullable [] allowedWords(int index) {
    TokenMask allowed = mask;
    if (allowed == null) {
      return null;
    }
    if (index == 0 || speculation == null) {
      return isOpen() ? null : allowed.words();
    }
    return speculation.isOpen(index - 1) ? null : speculation.mask(index - 1).words();
  }

  /// Whether the pass after the one under way can be planned without its token: nothing but that
  /// token's being an end token depends on it.
  ///
  /// @param nanos the monotonic time
  boolean runsAhead(long nanos) {
    return matcher == null
        && request.stopStrings().isEmpty()
        && request.logprobs() < 0
        && generated() + 1 < limit
        && adjustments.isNeutral(generated() < request.minTokens())
        && (deadlineNanos == Long.MAX_VALUE || nanos - deadlineNanos < 0);
  }

  /// Adds the row of the token under way and asks for the draw of the one after it.
  ///
  /// @param draw the draw under way
  void addRowAhead(ForwardBatch batch, int draw, Draws draws) {
    batch.addSequence(pages.table(), pages.computed());
    batch.addDrawnRow(draw, true);
    pages.advance(1);
    decoded++;
    drafts = 0;
    accepted = 0;
    addDraw(draws, draws.count(), length + 1, null);
  }

  /// Takes back the row of [#addRowAhead]: the token before it was the end.
  void dropRowAhead() {
    pages.cutTo(pages.computed() - 1);
    decoded--;
  }

  /// Uses a token of a job that [#runsAhead].
  void onToken(int token) {
    take(token, false, Double.NaN, null);
    afterRows();
  }

  @Override
  void onToken(int token, Logits logits, int row, Sampler sampler) {
    boolean open = isOpen();
    int chosen = token;
    try {
      if (matcher != null && mask != null && mustRedraw(matcher, mask, token, open)) {
        chosen = redraw(matcher, mask, logits.row(row), logits.offset(row), sampler);
      }
    } catch (RuntimeException exception) {
      fail(new ConstraintFailureException(length, exception));
      return;
    }
    take(chosen, open, Double.NaN, null);
  }

  /// Goes on with a token that was drawn.
  private void take(int token, boolean open, double logprob, @Nullable TopLogprobs top) {
    if (token == Sampler.NONE) {
      fail(new ModelFailureException(length));
      return;
    }
    sampled++;
    if (open && mask != null && !mask.contains(token)) {
      output.end(FinishReason.CONSTRAINT_COMPLETE);
      return;
    }
    try {
      append(token, logprob, TokenKind.SAMPLED);
      if (top != null) {
        output.setTop(token, top);
      }
    } catch (RuntimeException exception) {
      fail(new ConstraintFailureException(length, exception));
      return;
    }
    prepare(defersMasks);
  }

  /// Draws a token; where the value could then not be finished within the limit, draws again among
  /// those that leave it time.
  ///
  /// Computing the exact mask costs a step for every allowed token, and it is almost never needed.
  /// Rejecting and drawing again, independently, gives the same distribution.
  private int draw(float[] logits, int offset, Sampler sampler, boolean open) {
    Matcher constraint = matcher;
    TokenMask allowed = mask;
    if (constraint == null || allowed == null) {
      return sampler.sample(logits, offset, null, request.sampling(), length);
    }
    int token =
        sampler.sample(logits, offset, open ? null : allowed.words(), request.sampling(), length);
    return mustRedraw(constraint, allowed, token, open)
        ? redraw(constraint, allowed, logits, offset, sampler)
        : token;
  }

  private boolean mustRedraw(Matcher constraint, TokenMask allowed, int token, boolean open) {
    return token != Sampler.NONE
        && (!open || allowed.contains(token))
        && hasChoice
        && !leavesTime(constraint, token, limit - generated() - 1);
  }

  private int redraw(
      Matcher constraint, TokenMask allowed, float[] logits, int offset, Sampler sampler) {
    constraint.fillMask(allowed, limit - generated());
    allowEndTokens(constraint, allowed, generated());
    if (onlyToken(allowed.words()) == Sampler.NONE && constraint.canEnd()) {
      // Too short, but anything more would never be finished.
      for (int token : endTokens) {
        allowed.add(token);
      }
    }
    long position = REDRAW + length;
    return sampler.sample(logits, offset, allowed.words(), request.sampling(), position);
  }

  private boolean leavesTime(Matcher constraint, int token, int left) {
    if (isEndToken(token) || !constraint.accept(token)) {
      return true;
    }
    boolean enough = constraint.tokensToEnd() <= left;
    constraint.rollback(1);
    return enough;
  }

  private boolean isEndToken(int token) {
    return Arrays.binarySearch(endTokens, token) >= 0;
  }

  /// Whether any token may come here, one outside of the constraint as its end.
  private boolean isOpen() {
    return request.openEnd()
        && matcher != null
        && matcher.canEnd()
        && runAt == run.length
        && generated() >= request.minTokens();
  }

  @Override
  boolean afterPass() {
    if (output.takePublished() && streaming) {
      wake();
    }
    return output.reason() != null;
  }

  @Override
  boolean endEarly(FinishReason reason) {
    if (reason == FinishReason.DEADLINE && !ownDeadline) {
      return false;
    }
    output.end(reason);
    return true;
  }

  int generated() {
    return length - promptLength;
  }

  int promptLength() {
    return promptLength;
  }

  SequenceUsage usage() {
    return new SequenceUsage(prefilled, cached, forced, sampled, decoded);
  }

  /// Tokens of the sequence whose keys and values were computed.
  int computedTokens() {
    return (int) Math.min(length, promptLength + decoded);
  }

  /// Returns how many masks were filled, those for guessed tokens included.
  long masks() {
    return masks;
  }

  /// Returns how long that took, on whichever threads.
  long maskNanos() {
    return maskNanos;
  }

  int forced() {
    return forced;
  }

  int sampled() {
    return sampled;
  }

  private void append(int token, double logprob, TokenKind kind) {
    if (isEndToken(token)) {
      output.end(FinishReason.END_TOKEN, token);
      return;
    }
    if (matcher != null && !matcher.accept(token)) {
      throw new IllegalStateException("token %d is in the mask but not accepted".formatted(token));
    }
    adjustments.addGenerated(token);
    push(token);
    output.add(token, logprob, kind);
    if (stops.push(vocabulary, token)) {
      cutAt(stops.keptBytes());
      output.end(FinishReason.STOP_STRING, stops.matched());
    } else if (matcher != null && matcher.isTerminated()) {
      output.end(FinishReason.CONSTRAINT_COMPLETE);
    } else if (generated() >= limit) {
      output.end(FinishReason.MAX_TOKENS);
    } else {
      output.publish(stops.safeBytes());
    }
  }

  /// Drops what lies behind `kept` bytes; the token in which they end gives way to canonical ones.
  private void cutAt(int kept) {
    byte[] rest = output.cutAt(kept);
    length = promptLength + output.size();
    if (rest.length > 0) {
      CanonicalTokenizer canonical = request.canonical();
      if (canonical == null) {
        throw new IllegalStateException("stop strings without a canonical tokenizer");
      }
      for (int token : canonical.tokenize(rest)) {
        push(token);
        output.add(token, Double.NaN, TokenKind.FORCED);
      }
    }
    pages.cutTo(promptLength + output.untouched());
  }

  private void push(int token) {
    if (length == tokens.length) {
      tokens = Arrays.copyOf(tokens, 2 * length);
    }
    tokens[length++] = token;
  }

  private static int onlyToken(long[] words) {
    int found = Sampler.NONE;
    for (int index = 0; index < words.length; index++) {
      long word = words[index];
      if (word != 0) {
        if (found != Sampler.NONE || (word & (word - 1)) != 0) {
          return SEVERAL;
        }
        found = index * Long.SIZE + Long.numberOfTrailingZeros(word);
      }
    }
    return found;
  }

  private void endWithoutChoice(Matcher constraint) {
    if (constraint.canEnd()) {
      output.end(FinishReason.CONSTRAINT_COMPLETE);
    } else {
      fail(new ConstraintFailureException(length));
    }
  }
}
