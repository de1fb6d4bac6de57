package io.espalier.runtime.server.request;

import java.time.Duration;

/// What one request may ask for, and how many may ask at a time.
///
/// @param requests most requests that generate at a time, waiting ones included; others get 503
/// @param programs most programs that run at a time; others get 503
/// @param tokens most tokens of one generation
/// @param completions most completions of one request (`n`, or prompts of a batch times `n`)
/// @param stops most stop strings
/// @param choices most texts of a choice
/// @param messages most messages of a conversation
/// @param tools most tools of a conversation
/// @param time longest time of one request
/// @param programTokens most tokens that a program may be able to generate
/// @param programBranches most branches that a program may be able to open
/// @param programTime longest time of one program
/// @param keptPrograms ended programs whose results can still be asked for
/// @param eventBytes most bytes of events kept for one program
public record WorkLimits(
    int requests,
    int programs,
    int tokens,
    int completions,
    int stops,
    int choices,
    int messages,
    int tools,
    Duration time,
    long programTokens,
    long programBranches,
    Duration programTime,
    int keptPrograms,
    int eventBytes) {

  /// The limits of a server that is told nothing else.
  public static final WorkLimits DEFAULT =
      new WorkLimits(
          2048,
          64,
          32_768,
          128,
          16,
          10_000,
          2048,
          128,
          Duration.ofMinutes(10),
          200_000,
          10_000,
          Duration.ofMinutes(10),
          256,
          8 << 20);

  /// Returns these limits with other numbers at a time.
  public WorkLimits withConcurrency(int otherRequests, int otherPrograms) {
    return new WorkLimits(
        otherRequests,
        otherPrograms,
        tokens,
        completions,
        stops,
        choices,
        messages,
        tools,
        time,
        programTokens,
        programBranches,
        programTime,
        keptPrograms,
        eventBytes);
  }

  /// Returns these limits with other limits on programs.
  public WorkLimits withPrograms(long otherTokens, long otherBranches, Duration otherTime) {
    return new WorkLimits(
        requests,
        programs,
        tokens,
        completions,
        stops,
        choices,
        messages,
        tools,
        time,
        otherTokens,
        otherBranches,
        otherTime,
        keptPrograms,
        eventBytes);
  }
}
