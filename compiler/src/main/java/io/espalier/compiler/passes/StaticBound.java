package io.espalier.compiler.passes;

/// What a run can cost at most, whatever its data and the model say. Everything saturates at
/// [#UNBOUNDED].
///
/// @param generatedTokens tokens generated or selected, thinking and repetitions included
/// @param generations generations and selections, repetitions included
/// @param branches streams that are opened: the first, branches of forks, asides and calls
/// @param depth streams inside each other, the first included
/// @param toolCalls calls of the host's tools
/// @param constantChars characters of constant text that are appended
/// @param dataTexts values that are appended; how long they are depends on the data
public record StaticBound(
    long generatedTokens,
    long generations,
    long branches,
    int depth,
    long toolCalls,
    long constantChars,
    long dataTexts) {

  /// More than any engine can serve.
  public static final long UNBOUNDED = Long.MAX_VALUE / 4;

  /// The bound of what does nothing.
  static final StaticBound NOTHING = new StaticBound(0, 0, 0, 0, 0, 0, 0);

  /// One after the other.
  StaticBound then(StaticBound next) {
    return new StaticBound(
        sum(generatedTokens, next.generatedTokens),
        sum(generations, next.generations),
        sum(branches, next.branches),
        Math.max(depth, next.depth),
        sum(toolCalls, next.toolCalls),
        sum(constantChars, next.constantChars),
        sum(dataTexts, next.dataTexts));
  }

  /// One of the two.
  StaticBound or(StaticBound other) {
    return new StaticBound(
        Math.max(generatedTokens, other.generatedTokens),
        Math.max(generations, other.generations),
        Math.max(branches, other.branches),
        Math.max(depth, other.depth),
        Math.max(toolCalls, other.toolCalls),
        Math.max(constantChars, other.constantChars),
        Math.max(dataTexts, other.dataTexts));
  }

  /// So many times.
  StaticBound times(long count) {
    return new StaticBound(
        product(generatedTokens, count),
        product(generations, count),
        product(branches, count),
        count == 0 ? 0 : depth,
        product(toolCalls, count),
        product(constantChars, count),
        product(dataTexts, count));
  }

  /// On a stream of its own.
  StaticBound onNewStream() {
    return new StaticBound(
        generatedTokens,
        generations,
        sum(branches, 1),
        depth + 1,
        toolCalls,
        constantChars,
        dataTexts);
  }

  private static long sum(long a, long b) {
    return Math.min(UNBOUNDED, a + b);
  }

  private static long product(long a, long b) {
    return a == 0 || b < UNBOUNDED / a ? a * b : UNBOUNDED;
  }
}
