package io.espalier.runtime.server.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpContent;
import java.nio.charset.StandardCharsets;

/// A response that is sent piece by piece. Thread-safe: pieces do not mix.
public final class ResponseStream {
  private final Channel channel;
  private final Flow flow;
  private final String contentType;
  private volatile boolean closed;

  ResponseStream(Channel channel, Flow flow, String contentType) {
    this.channel = channel;
    this.flow = flow;
    this.contentType = contentType;
  }

  /// Sends a piece. Waits while the client does not read.
  ///
  /// @throws ClientGoneException when the client has gone, reads nothing for too long, or the
  ///   thread is interrupted
  public void write(String text) {
    flow.awaitRoom(channel);
    if (closed) {
      throw new IllegalStateException("the stream is closed");
    }
    channel.writeAndFlush(
        new DefaultHttpContent(Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8))));
  }

  /// Returns the media type it was begun with.
  public String contentType() {
    return contentType;
  }

  void close() {
    closed = true;
  }
}
