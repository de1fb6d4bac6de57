package io.espalier.runtime.scheduler;

import io.espalier.constrained.Vocabulary;
import io.espalier.runtime.sampling.Sampler;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The generated tokens, on their way from the scheduler to the caller.
///
/// The scheduler's side appends and then publishes a count; the caller's side reads below it.
/// Elements below the published count never change again, so no lock is needed and a slow reader
/// holds nobody up.
final class GenerationOutput {
  private static final List<TopLogprobs> NO_TOP = List.of();

  private final Vocabulary vocabulary;
  private final int topCount;
  private int size;
  private int bytesTotal;
  private int[] tokens;
  private int[] byteEnd;
  private double[] logprobs;
  private TokenKind[] kinds;
  private @Nullable TopLogprobs @Nullable [] tops;
  private int untouched = Integer.MAX_VALUE;
  private @Nullable FinishReason reason;
  private byte @Nullable [] stopString;
  private int endToken = -1;
  private int safe;
  private int announced;
  private volatile int published;

  /// @param room tokens that fit without growing
  GenerationOutput(Vocabulary vocabulary, int logprobs, int room) {
    this.vocabulary = vocabulary;
    this.topCount = Math.max(0, logprobs);
    int capacity = Math.max(16, room);
    tokens = new int[capacity];
    byteEnd = new int[capacity];
    this.logprobs = new double[capacity];
    kinds = new TokenKind[capacity];
    tops = topCount > 0 ? new TopLogprobs[capacity] : null;
  }

  void add(int token, double logprob, TokenKind kind) {
    if (size == tokens.length) {
      int capacity = 2 * size;
      tokens = Arrays.copyOf(tokens, capacity);
      byteEnd = Arrays.copyOf(byteEnd, capacity);
      logprobs = Arrays.copyOf(logprobs, capacity);
      kinds = Arrays.copyOf(kinds, capacity);
      if (tops != null) {
        tops = Arrays.copyOf(tops, capacity);
      }
    }
    bytesTotal += vocabulary.length(token);
    tokens[size] = token;
    byteEnd[size] = bytesTotal;
    logprobs[size] = logprob;
    kinds[size] = kind;
    size++;
  }

  /// Collects the most likely tokens of a row of logits; null where none are asked for.
  @Nullable TopLogprobs top(Sampler sampler, float[] logits, int offset, double normaliser) {
    if (tops == null) {
      return null;
    }
    int[] best = sampler.top(logits, offset, topCount);
    List<Integer> ids = new ArrayList<>(best.length);
    List<Double> values = new ArrayList<>(best.length);
    for (int token : best) {
      ids.add(token);
      values.add(logits[offset + token] - normaliser);
    }
    return new TopLogprobs(ids, values);
  }

  /// Sets the alternatives of the last token, if that is still `token`.
  void setTop(int token, TopLogprobs top) {
    if (tops != null && size > 0 && tokens[size - 1] == token) {
      tops[size - 1] = top;
    }
  }

  /// Keeps the tokens that end within the first `kept` bytes.
  ///
  /// @return the bytes left of the token that was cut
  byte[] cutAt(int kept) {
    int index = 0;
    while (index < size && byteEnd[index] <= kept) {
      index++;
    }
    int start = index == 0 ? 0 : byteEnd[index - 1];
    byte[] rest =
        index < size ? Arrays.copyOf(vocabulary.bytes(tokens[index]), kept - start) : new byte[0];
    size = index;
    bytesTotal = start;
    untouched = index;
    return rest;
  }

  /// Lets the caller see the tokens that end within the first `safeBytes` bytes.
  void publish(int safeBytes) {
    while (safe < size && byteEnd[safe] <= safeBytes) {
      safe++;
    }
  }

  void end(FinishReason why) {
    reason = why;
    safe = size;
  }

  void end(FinishReason why, int token) {
    endToken = token;
    end(why);
  }

  void end(FinishReason why, byte[] stop) {
    stopString = stop;
    end(why);
  }

  /// Makes what is safe visible; returns whether that is more than before.
  boolean takePublished() {
    boolean more = safe > announced;
    announced = safe;
    published = safe;
    return more;
  }

  int size() {
    return size;
  }

  /// Tokens at the front that were never replaced.
  int untouched() {
    return Math.min(untouched, size);
  }

  @Nullable FinishReason reason() {
    return reason;
  }

  /// Hands tokens from `from` on to the listener; returns how many it has then. Caller's side.
  int deliver(int from, TokenListener listener) {
    int to = published;
    for (int index = from; index < to; index++) {
      listener.onToken(
          tokens[index], vocabulary.bytes(tokens[index]), logprobs[index], kinds[index]);
    }
    return to;
  }

  /// The result of an ended generation. Caller's side.
  GenerationResult result(SequenceUsage usage) {
    FinishReason why = reason;
    if (why == null) {
      throw new IllegalStateException("the generation has not ended");
    }
    var text = new ByteArrayOutputStream(bytesTotal);
    var kindList = new ArrayList<TokenKind>(size);
    for (int index = 0; index < size; index++) {
      text.writeBytes(vocabulary.bytes(tokens[index]));
      kindList.add(kinds[index]);
    }
    return new GenerationResult(
        Arrays.copyOf(tokens, size),
        text.toByteArray(),
        why,
        stopString,
        endToken,
        Collections.unmodifiableList(kindList),
        Arrays.copyOf(logprobs, size),
        topList(),
        usage);
  }

  private List<TopLogprobs> topList() {
    @Nullable TopLogprobs @Nullable [] all = tops;
    if (all == null) {
      return NO_TOP;
    }
    var result = new ArrayList<TopLogprobs>(size);
    for (int index = 0; index < size; index++) {
      TopLogprobs top = all[index];
      result.add(top == null ? new TopLogprobs(List.of(), List.of()) : top);
    }
    return Collections.unmodifiableList(result);
  }
}
