package io.espalier.runtime.backend.transport;

import java.time.Duration;

/// How much a server may send, and how long it may take.
///
/// @param bodyBytes most bytes of an answer
/// @param lineBytes most bytes of a line of a stream
/// @param jsonDepth deepest nesting of a JSON value
/// @param connect time to connect
/// @param firstByte time from the request to the head of the answer
/// @param betweenBytes time between two pieces of the body
/// @param total time of a request in all, repetitions included
public record AnswerLimits(
    long bodyBytes,
    int lineBytes,
    int jsonDepth,
    Duration connect,
    Duration firstByte,
    Duration betweenBytes,
    Duration total) {

  /// 64 MiB, lines of 4 MiB, depth 64; 10 s to connect, 2 min to the head, 1 min between bytes, 10
  /// min in all.
  public static final AnswerLimits DEFAULT =
      new AnswerLimits(
          64L << 20,
          4 << 20,
          64,
          Duration.ofSeconds(10),
          Duration.ofMinutes(2),
          Duration.ofMinutes(1),
          Duration.ofMinutes(10));

  public AnswerLimits {
    if (bodyBytes < 1 || lineBytes < 1 || jsonDepth < 1) {
      throw new IllegalArgumentException(
          "bodyBytes is %d, lineBytes %d, jsonDepth %d; allowed: 1 or more"
              .formatted(bodyBytes, lineBytes, jsonDepth));
    }
    for (Duration time : new Duration[] {connect, firstByte, betweenBytes, total}) {
      if (time.isNegative() || time.isZero()) {
        throw new IllegalArgumentException("a time limit is " + time + "; allowed: above 0");
      }
    }
  }

  /// Returns these limits with other sizes.
  public AnswerLimits withSizes(long body, int line, int depth) {
    return new AnswerLimits(body, line, depth, connect, firstByte, betweenBytes, total);
  }

  /// Returns these limits with other times.
  public AnswerLimits withTimes(Duration first, Duration between, Duration all) {
    return new AnswerLimits(bodyBytes, lineBytes, jsonDepth, connect, first, between, all);
  }
}
