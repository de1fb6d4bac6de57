package io.espalier.dsl;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// Options of one generation; start with a static method and chain: `max(256).until("END")`.
///
/// Absent options take the engine's defaults. Immutable.
///
/// @param max most tokens to generate
/// @param min fewest tokens before the text may end
/// @param temperature 0 is greedy
/// @param topP nucleus, above 0, to 1
/// @param topK keep the `topK` most likely tokens
/// @param minP drop tokens less likely than `minP` times the most likely
/// @param repetitionPenalty 1 is off
/// @param frequencyPenalty -2 to 2
/// @param presencePenalty -2 to 2
/// @param until texts that end the generation and are not part of the value
/// @param seed makes a sampled result repeatable
/// @param retry how often a truncated or failed generation is tried again
/// @param think most tokens of free thought before the value; absent for none
public record Gen(
    OptionalInt max,
    OptionalInt min,
    OptionalDouble temperature,
    OptionalDouble topP,
    OptionalInt topK,
    OptionalDouble minP,
    OptionalDouble repetitionPenalty,
    OptionalDouble frequencyPenalty,
    OptionalDouble presencePenalty,
    List<String> until,
    OptionalLong seed,
    int retry,
    OptionalInt think) {

  /// No option set.
  public static final Gen DEFAULT =
      new Gen(
          OptionalInt.empty(),
          OptionalInt.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalInt.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          List.of(),
          OptionalLong.empty(),
          0,
          OptionalInt.empty());

  public Gen {
    until = List.copyOf(until);
    max.ifPresent(value -> require(value >= 1, "max", value, "1 or more tokens"));
    min.ifPresent(value -> require(value >= 0, "min", value, "0 or more tokens"));
    if (max.isPresent() && min.isPresent()) {
      require(min.getAsInt() <= max.getAsInt(), "min", min.getAsInt(), "at most max");
    }
    temperature.ifPresent(value -> require(value >= 0, "temp", value, "0 (greedy) or more"));
    topP.ifPresent(value -> require(value > 0 && value <= 1, "topP", value, "above 0, to 1"));
    topK.ifPresent(value -> require(value >= 0, "topK", value, "0 (all) or more"));
    minP.ifPresent(value -> require(value >= 0 && value < 1, "minP", value, "0 to below 1"));
    think.ifPresent(value -> require(value >= 1, "think", value, "1 or more tokens"));
    require(retry >= 0 && retry <= 16, "retry", retry, "0 to 16");
    require(until.size() <= 16, "until", until.size(), "at most 16 texts");
    for (String text : until) {
      if (text.isEmpty()) {
        throw new IllegalArgumentException(
            "until is empty text; give the text that ends the value");
      }
    }
  }

  /// Returns options with a bound of tokens: the usual start, `max(256).until("END")`.
  public static Gen max(int tokens) {
    var draft = new Draft(DEFAULT);
    draft.max = OptionalInt.of(tokens);
    return draft.gen();
  }

  /// Returns options that are all absent: the start where there is no bound to give.
  public static Gen options() {
    return DEFAULT;
  }

  private static void require(boolean condition, String name, Number value, String allowed) {
    if (!condition) {
      throw new IllegalArgumentException("%s is %s; allowed: %s".formatted(name, value, allowed));
    }
  }

  /// Returns these options with the fewest tokens before the text may end.
  public Gen min(int tokens) {
    var draft = new Draft(this);
    draft.min = OptionalInt.of(tokens);
    return draft.gen();
  }

  /// Returns these options with a temperature; 0 is greedy.
  public Gen temp(double value) {
    var draft = new Draft(this);
    draft.temperature = OptionalDouble.of(value);
    return draft.gen();
  }

  /// Returns these options with a nucleus, above 0, to 1.
  public Gen topP(double value) {
    var draft = new Draft(this);
    draft.topP = OptionalDouble.of(value);
    return draft.gen();
  }

  /// Returns these options with only the `value` most likely tokens kept.
  public Gen topK(int value) {
    var draft = new Draft(this);
    draft.topK = OptionalInt.of(value);
    return draft.gen();
  }

  /// Returns these options with a least probability relative to the most likely token.
  public Gen minP(double value) {
    var draft = new Draft(this);
    draft.minP = OptionalDouble.of(value);
    return draft.gen();
  }

  /// Returns these options with a repetition penalty; 1 is off.
  public Gen repetitionPenalty(double value) {
    var draft = new Draft(this);
    draft.repetitionPenalty = OptionalDouble.of(value);
    return draft.gen();
  }

  /// Returns these options with a frequency penalty, -2 to 2.
  public Gen frequencyPenalty(double value) {
    var draft = new Draft(this);
    draft.frequencyPenalty = OptionalDouble.of(value);
    return draft.gen();
  }

  /// Returns these options with a presence penalty, -2 to 2.
  public Gen presencePenalty(double value) {
    var draft = new Draft(this);
    draft.presencePenalty = OptionalDouble.of(value);
    return draft.gen();
  }

  /// Returns these options with further texts that end the generation.
  public Gen until(String first, String... more) {
    var texts = new ArrayList<>(until);
    texts.add(first);
    texts.addAll(List.of(more));
    var draft = new Draft(this);
    draft.until = texts;
    return draft.gen();
  }

  /// Returns these options with a seed, which makes a sampled result repeatable. In a branch of a
  /// fork it is mixed with the branch's place, so that branches draw differently, and each the same
  /// every time.
  public Gen seed(long value) {
    var draft = new Draft(this);
    draft.seed = OptionalLong.of(value);
    return draft.gen();
  }

  /// Returns these options with a number of further tries after a truncated or failed generation.
  public Gen retry(int times) {
    var draft = new Draft(this);
    draft.retry = times;
    return draft.gen();
  }

  /// Returns these options with room for free thought before the value.
  public Gen think(int tokens) {
    var draft = new Draft(this);
    draft.think = OptionalInt.of(tokens);
    return draft.gen();
  }

  /// The components while one of them changes.
  private static final class Draft {
    private OptionalInt max;
    private OptionalInt min;
    private OptionalDouble temperature;
    private OptionalDouble topP;
    private OptionalInt topK;
    private OptionalDouble minP;
    private OptionalDouble repetitionPenalty;
    private OptionalDouble frequencyPenalty;
    private OptionalDouble presencePenalty;
    private List<String> until;
    private OptionalLong seed;
    private int retry;
    private OptionalInt think;

    Draft(Gen from) {
      max = from.max;
      min = from.min;
      temperature = from.temperature;
      topP = from.topP;
      topK = from.topK;
      minP = from.minP;
      repetitionPenalty = from.repetitionPenalty;
      frequencyPenalty = from.frequencyPenalty;
      presencePenalty = from.presencePenalty;
      until = from.until;
      seed = from.seed;
      retry = from.retry;
      think = from.think;
    }

    Gen gen() {
      return new Gen(
          max,
          min,
          temperature,
          topP,
          topK,
          minP,
          repetitionPenalty,
          frequencyPenalty,
          presencePenalty,
          until,
          seed,
          retry,
          think);
    }
  }
}
