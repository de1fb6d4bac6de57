package io.espalier.runtime.server.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The way back of one request: a whole response, or a stream of text.
///
/// Confined to the request's thread, but for a stream, which several threads may write to.
public final class Exchange {
  private final Channel channel;
  private final Flow flow;
  private final boolean head;
  private final boolean chunks;
  private volatile boolean close;
  private int status;
  private @Nullable ResponseStream stream;

  /// @param chunks whether the client understands chunked transfer (HTTP/1.1)
  Exchange(Channel channel, Flow flow, boolean head, boolean chunks, boolean close) {
    this.channel = channel;
    this.flow = flow;
    this.head = head;
    this.chunks = chunks;
    this.close = close;
  }

  /// Sends text as the whole response.
  ///
  /// @throws IllegalStateException when a response was sent already
  public void send(int code, String contentType, String body, Map<String, String> headers) {
    begin(code);
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    var response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(code),
            Unpooled.wrappedBuffer(head ? new byte[0] : bytes));
    response.headers().set(HttpHeaderNames.CONTENT_LENGTH, bytes.length);
    describe(response, contentType, headers);
    flow.awaitRoom(channel);
    channel.writeAndFlush(response);
  }

  /// Begins a response whose text comes piece by piece.
  ///
  /// @throws IllegalStateException when a response was sent already
  public ResponseStream stream(int code, String contentType, Map<String, String> headers) {
    begin(code);
    var response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(code));
    if (chunks) {
      response.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    } else {
      close = true;
    }
    response.headers().set(HttpHeaderNames.CACHE_CONTROL, "no-cache");
    describe(response, contentType, headers);
    channel.writeAndFlush(response);
    var begun = new ResponseStream(channel, flow, contentType);
    stream = begun;
    return begun;
  }

  private void describe(HttpResponse response, String contentType, Map<String, String> headers) {
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
    response.headers().set("X-Content-Type-Options", "nosniff");
    headers.forEach((name, value) -> response.headers().set(name, value));
    if (close) {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (!chunks) {
      // A client of HTTP/1.0 reads on until the end unless it is told.
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
  }

  private void begin(int code) {
    if (status != 0) {
      throw new IllegalStateException(
          "a response with status %d was begun already".formatted(status));
    }
    status = code;
  }

  /// Closes the connection behind the response.
  public void closeAfter() {
    close = true;
  }

  /// Returns the status sent, 0 before there is one.
  public int status() {
    return status;
  }

  /// Returns the stream, where one was begun.
  public Optional<ResponseStream> stream() {
    return Optional.ofNullable(stream);
  }

  /// Returns whether the client is still there.
  public boolean connected() {
    return channel.isActive();
  }

  /// Ends the response; returns whether the connection is to be closed.
  boolean finish() {
    ResponseStream open = stream;
    if (open != null) {
      open.close();
      channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
    }
    return close || status == 0;
  }
}
