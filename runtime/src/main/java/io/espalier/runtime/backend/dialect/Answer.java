package io.espalier.runtime.backend.dialect;

import io.espalier.runtime.backend.BackendException;
import io.espalier.runtime.backend.BackendException.Kind;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// An answer as it grows. Confined to one thread.
public final class Answer {
  /// Why an answer ended.
  public enum Finish {
    /// It has not, or the server does not say.
    NONE,
    /// An end token or a stop text.
    STOP,
    /// The bound of tokens.
    LENGTH
  }

  private static final int MAX_TOKENS = 1 << 24;

  private final StringBuilder text = new StringBuilder();
  private Finish finish = Finish.NONE;
  private long promptTokens;
  private long cachedTokens;
  private long completionTokens;
  private double logprob;
  private boolean hasLogprob;
  private int @Nullable [] ids;

  /// Adds text.
  void append(String more) {
    text.append(more);
  }

  /// Takes the whole text so far, which goes on with what was there.
  void extendTo(String whole) {
    if (!whole.startsWith(text.toString())) {
      throw malformed("a text that does not go on with the one before");
    }
    text.append(whole, text.length(), whole.length());
  }

  void finish(Finish why) {
    finish = why;
  }

  void promptTokens(JsonNode count) {
    promptTokens = count(count, promptTokens);
  }

  void cachedTokens(JsonNode count) {
    cachedTokens = count(count, cachedTokens);
  }

  void completionTokens(JsonNode count) {
    completionTokens = count(count, completionTokens);
  }

  private static long count(JsonNode node, long before) {
    if (node.isMissingNode() || node.isNull()) {
      return before;
    }
    if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < 0) {
      throw malformed("a token count that is none");
    }
    return node.intValue();
  }

  /// Adds a token's log-probability.
  void logprob(JsonNode value) {
    if (!value.isNumber() || Double.isNaN(value.doubleValue()) || value.doubleValue() > 1e-3) {
      throw malformed("a log-probability that is none");
    }
    logprob += value.doubleValue();
    hasLogprob = true;
  }

  /// Forgets the log-probabilities: the server sends all of them again.
  void restartLogprobs() {
    logprob = 0;
  }

  /// Takes all token ids so far.
  void ids(JsonNode list) {
    ids = readIds(list);
  }

  /// Adds token ids.
  void moreIds(JsonNode list) {
    int[] more = readIds(list);
    int[] before = ids == null ? new int[0] : ids;
    int[] all = Arrays.copyOf(before, before.length + more.length);
    System.arraycopy(more, 0, all, before.length, more.length);
    ids = all;
  }

  static int[] readIds(JsonNode list) {
    if (!list.isArray() || list.size() > MAX_TOKENS) {
      throw malformed("token ids that are no list");
    }
    int[] read = new int[list.size()];
    for (int i = 0; i < read.length; i++) {
      JsonNode id = list.get(i);
      if (!id.isInt() || id.intValue() < 0) {
        throw malformed("a token id that is none");
      }
      read[i] = id.intValue();
    }
    return read;
  }

  static BackendException malformed(String what) {
    return new BackendException(Kind.MALFORMED, "the answer holds " + what);
  }

  /// Returns the text so far.
  public CharSequence text() {
    return text;
  }

  /// Returns why it ended.
  public Finish finish() {
    return finish;
  }

  /// Returns how many tokens the prompt had; 0 where the server does not say.
  public long promptTokens() {
    return promptTokens;
  }

  /// Returns how many of them were cached.
  public long cachedTokens() {
    return Math.min(cachedTokens, promptTokens);
  }

  /// Returns how many tokens were generated; 0 where the server does not say.
  public long completionTokens() {
    return completionTokens;
  }

  /// Returns the sum of the log-probabilities; not a number where there are none.
  public double logprob() {
    return hasLogprob ? logprob : Double.NaN;
  }

  /// Returns the generated token ids, null where the server does not say.
  public int @Nullable [] ids() {
    return ids;
  }
}
