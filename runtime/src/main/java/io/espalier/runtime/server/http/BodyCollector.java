package io.espalier.runtime.server.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;

/// Collects a request's body; one that is too large ends the connection with a 413.
final class BodyCollector extends HttpObjectAggregator {
  private final int limit;

  BodyCollector(int limit) {
    super(limit);
    this.limit = limit;
  }

  @Override
  protected void handleOversizedMessage(ChannelHandlerContext ctx, HttpMessage oversized) {
    Refusal.send(
        ctx.channel(), 413, "the body has more than %d bytes".formatted(limit), "body_too_large");
  }
}
