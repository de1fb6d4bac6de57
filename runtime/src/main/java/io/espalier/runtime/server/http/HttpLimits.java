package io.espalier.runtime.server.http;

import java.time.Duration;

/// What one connection may cost.
///
/// @param headerBytes most bytes of a request's header fields together
/// @param bodyBytes most bytes of a request's body
/// @param connections most connections at a time; further ones are closed at once
/// @param pipelined most requests that wait on a connection behind the one being served
/// @param readTime longest time from a request's first byte to its last
/// @param idleTime longest time between two requests of a connection
/// @param stallTime longest time that a response waits for its reader
/// @param bufferBytes bytes of a response that may wait for its reader before the writer waits too
public record HttpLimits(
    int headerBytes,
    int bodyBytes,
    int connections,
    int pipelined,
    Duration readTime,
    Duration idleTime,
    Duration stallTime,
    int bufferBytes) {

  /// 16 KiB of header, 8 MiB of body, 20,000 connections, 16 requests in line, 30 s to read a
  /// request, 75 s idle, 30 s for a reader that does not read, 256 KiB of buffer.
  public static final HttpLimits DEFAULT =
      new HttpLimits(
          16 << 10,
          8 << 20,
          20_000,
          16,
          Duration.ofSeconds(30),
          Duration.ofSeconds(75),
          Duration.ofSeconds(30),
          256 << 10);

  public HttpLimits {
    int least = Math.min(Math.min(headerBytes, bodyBytes), Math.min(connections, pipelined));
    if (Math.min(least, bufferBytes) < 1) {
      throw new IllegalArgumentException("every limit of HTTP must be at least 1");
    }
    if (!readTime.isPositive() || !idleTime.isPositive() || !stallTime.isPositive()) {
      throw new IllegalArgumentException(
          "times must be positive: %s, %s, %s".formatted(readTime, idleTime, stallTime));
    }
  }

  /// Returns these limits with other times.
  public HttpLimits withTimes(Duration read, Duration idle, Duration stall) {
    return new HttpLimits(
        headerBytes, bodyBytes, connections, pipelined, read, idle, stall, bufferBytes);
  }

  /// Returns these limits with other sizes.
  public HttpLimits withSizes(int header, int body, int buffer) {
    return new HttpLimits(
        header, body, connections, pipelined, readTime, idleTime, stallTime, buffer);
  }
}
