package io.espalier.runtime.server.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Listens on a port and hands requests to a service. Thread-safe.
public final class HttpTransport implements AutoCloseable {
  private static final int BACKLOG = 1024;

  private final EventLoopGroup loops;
  private final ChannelGroup connections =
      new DefaultChannelGroup("connections", GlobalEventExecutor.INSTANCE, true);
  private final Channel listener;

  /// Starts to listen.
  ///
  /// @param port 0 for any that is free
  /// @param tls without it, plain HTTP
  /// @throws IOException when the address cannot be bound or the files of TLS are wrong
  public HttpTransport(
      String host, int port, Optional<TlsFiles> tls, HttpLimits limits, HttpService service)
      throws IOException {
    SslContext encryption = tls.isPresent() ? tls.get().open() : null;
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    loops = group;
    int low = Math.max(1, limits.bufferBytes() / 4);
    var bootstrap =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(low, limits.bufferBytes()))
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    accept(channel, encryption, limits, service);
                  }
                });
    try {
      listener = bootstrap.bind(host, port).sync().channel();
    } catch (InterruptedException _) {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while binding %s:%d".formatted(host, port));
    } catch (RuntimeException | Error e) {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
      throw e;
    } catch (Exception e) {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
      throw new IOException("cannot listen on %s:%d: %s".formatted(host, port, e.getMessage()), e);
    }
  }

  private void accept(
      Channel channel, @Nullable SslContext encryption, HttpLimits limits, HttpService service) {
    if (connections.size() >= limits.connections()) {
      channel.close();
      return;
    }
    connections.add(channel);
    var connection = new Connection(service, limits);
    if (encryption != null) {
      SslHandler handshake = encryption.newHandler(channel.alloc());
      handshake.setHandshakeTimeoutMillis(limits.readTime().toMillis());
      channel.pipeline().addLast(handshake);
    }
    channel
        .pipeline()
        .addLast(connection.deadline())
        .addLast(new StrictRequestDecoder(limits))
        .addLast(new HttpResponseEncoder())
        .addLast(new BodyCollector(limits.bodyBytes()))
        .addLast(connection);
  }

  /// Returns where it listens.
  public InetSocketAddress address() {
    return (InetSocketAddress) listener.localAddress();
  }

  /// Returns how many connections are open.
  public int connections() {
    return connections.size();
  }

  /// Closes every connection and stops listening. Requests that are being served are interrupted.
  @Override
  public void close() {
    listener.close().awaitUninterruptibly();
    connections.close().awaitUninterruptibly(5, TimeUnit.SECONDS);
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(10, TimeUnit.SECONDS);
  }
}
