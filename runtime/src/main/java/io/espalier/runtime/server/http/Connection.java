package io.espalier.runtime.server.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One client's connection: serves its requests one after the other, each on a virtual thread, and
/// interrupts that thread when the client goes. Confined to the event loop.
final class Connection extends SimpleChannelInboundHandler<FullHttpRequest> {
  private final HttpService service;
  private final HttpLimits limits;
  private final Flow flow;
  private final ReadDeadline deadline;
  private final ArrayDeque<FullHttpRequest> waiting = new ArrayDeque<>();
  private @Nullable Thread serving;
  private @Nullable ChannelHandlerContext context;

  Connection(HttpService service, HttpLimits limits) {
    this.service = service;
    this.limits = limits;
    flow = new Flow(limits.stallTime());
    deadline = new ReadDeadline(limits, this::expired);
  }

  ReadDeadline deadline() {
    return deadline;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest message) {
    deadline.requestRead();
    if (serving != null) {
      waiting.add(message.retain());
      if (waiting.size() >= limits.pipelined()) {
        ctx.channel().config().setAutoRead(false);
      }
      return;
    }
    start(ctx, message);
  }

  private void start(ChannelHandlerContext ctx, FullHttpRequest message) {
    DecoderResult decoded = message.decoderResult();
    if (decoded.isFailure()) {
      refuse(ctx, decoded.cause());
      return;
    }
    Request request;
    try {
      request = read(message);
    } catch (IllegalArgumentException _) {
      Refusal.send(ctx.channel(), 400, "the request target is malformed", "bad_request");
      return;
    }
    var exchange =
        new Exchange(
            ctx.channel(),
            flow,
            message.method().equals(HttpMethod.HEAD),
            message.protocolVersion().compareTo(HttpVersion.HTTP_1_1) >= 0,
            !HttpUtil.isKeepAlive(message));
    Thread thread =
        Thread.ofVirtual()
            .name("request")
            .unstarted(() -> {
              try {
                service.serve(request, exchange);
              } finally {
                boolean close = exchange.finish();
                // A stopped transport has closed the connection and takes no more.
                if (!ctx.executor().isShuttingDown()) {
                  ctx.executor().execute(() -> finished(ctx, close));
                }
              }
            });
    serving = thread;
    thread.start();
  }

  private static Request read(FullHttpRequest message) {
    var target = new QueryStringDecoder(message.uri());
    Map<String, String> query = new HashMap<>();
    target.parameters().forEach((name, values) -> query.put(name, values.getFirst()));
    Map<String, String> headers = new HashMap<>();
    message
        .headers()
        .forEach(header ->
            headers.merge(
                header.getKey().toLowerCase(Locale.ROOT),
                header.getValue(),
                (first, second) -> first + ", " + second));
    byte[] body = new byte[message.content().readableBytes()];
    message.content().readBytes(body);
    return new Request(message.method().name(), target.path(), query, headers, body);
  }

  private static void refuse(ChannelHandlerContext ctx, @Nullable Throwable cause) {
    switch (cause) {
      case TooLongHttpLineException _ ->
          Refusal.send(ctx.channel(), 414, "the request line is too long", "uri_too_long");
      case TooLongHttpHeaderException _ ->
          Refusal.send(ctx.channel(), 431, "the header is too large", "header_too_large");
      case TooLongFrameException _ ->
          Refusal.send(ctx.channel(), 413, "the request is too large", "body_too_large");
      case null, default ->
          Refusal.send(ctx.channel(), 400, "the request is not HTTP/1.1", "bad_request");
    }
  }

  private void finished(ChannelHandlerContext ctx, boolean close) {
    serving = null;
    deadline.responseSent();
    if (close) {
      // Behind the response, which is in the channel's queue already.
      ctx.writeAndFlush(io.netty.buffer.Unpooled.EMPTY_BUFFER)
          .addListener(io.netty.channel.ChannelFutureListener.CLOSE);
      return;
    }
    FullHttpRequest next = waiting.poll();
    if (next != null && ctx.channel().isActive()) {
      start(ctx, next);
    }
    if (next != null) {
      next.release();
    }
    if (!ctx.channel().config().isAutoRead() && waiting.size() < limits.pipelined()) {
      ctx.channel().config().setAutoRead(true);
    }
  }

  private void expired(boolean reading) {
    ChannelHandlerContext ctx = context;
    if (ctx == null) {
      return;
    }
    if (reading && serving == null) {
      Refusal.send(ctx.channel(), 408, "the request took too long to arrive", "request_timeout");
    } else {
      ctx.close();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    flow.signal();
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    Thread thread = serving;
    if (thread != null) {
      thread.interrupt();
    }
    flow.signal();
    while (!waiting.isEmpty()) {
      waiting.remove().release();
    }
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }
}
