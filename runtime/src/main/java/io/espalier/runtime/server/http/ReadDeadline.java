package io.espalier.runtime.server.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Closes connections that send a request too slowly, or nothing for too long. First in the
/// pipeline, so that it sees bytes before they are a request. Confined to the event loop.
final class ReadDeadline extends ChannelInboundHandlerAdapter {
  /// What a connection is told when its time is over.
  interface Expiry {
    /// Closes the connection, with an answer where a request was under way.
    ///
    /// @param reading whether one was
    void expired(boolean reading);
  }

  private final HttpLimits limits;
  private final Expiry expiry;
  private @Nullable ScheduledFuture<?> timer;
  private @Nullable ChannelHandlerContext context;
  private boolean reading;
  private int serving;

  ReadDeadline(HttpLimits limits, Expiry expiry) {
    this.limits = limits;
    this.expiry = expiry;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    schedule(limits.idleTime());
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    cancel();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!reading) {
      reading = true;
      schedule(limits.readTime());
    }
    ctx.fireChannelRead(message);
  }

  /// A request is there as a whole.
  void requestRead() {
    reading = false;
    serving++;
    cancel();
  }

  /// A response has been sent.
  void responseSent() {
    serving--;
    if (serving == 0 && !reading) {
      schedule(limits.idleTime());
    }
  }

  private void schedule(Duration delay) {
    cancel();
    ChannelHandlerContext ctx = context;
    if (ctx != null && !ctx.executor().isShuttingDown()) {
      timer = ctx.executor().schedule(this::expire, delay.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private void expire() {
    ChannelHandlerContext ctx = context;
    if (ctx != null && !ctx.channel().config().isAutoRead()) {
      // It is us who do not read.
      schedule(limits.readTime());
      return;
    }
    expiry.expired(reading);
  }

  private void cancel() {
    ScheduledFuture<?> running = timer;
    if (running != null) {
      running.cancel(false);
      timer = null;
    }
  }
}
