package io.espalier.runtime.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import io.espalier.runtime.model.simulated.ScriptedModel.Line;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Many clients at a time.
class LoadTest {
  private static final int BYTES_PER_CONNECTION = 32 << 10;

  @Test
  void keepsManyStreamsApart() throws Exception {
    stream(200);
  }

  @Test
  @Tag("long")
  void keepsAThousandStreamsApart() throws Exception {
    stream(1000);
  }

  /// Each client asks its own question and must read the answer to it, whole and in order.
  private static void stream(int clients) throws Exception {
    var lines = new Line[clients];
    for (int i = 0; i < clients; i++) {
      lines[i] = new Line("Q%d:".formatted(i), " the answer to %d is %d.".formatted(i, 7919 * i));
    }
    try (var server = TestServer.on(TestServer.scripted(lines));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> answers = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        String body =
            "{\"prompt\":\"Q%d:\",\"temperature\":0,\"max_tokens\":60,\"stream\":true}"
                .formatted(i);
        Callable<String> ask =
            () ->
                server.exchange(
                    TestServer.rawPost("/v1/completions", body)
                        .replace("Host: x", "Host: x\r\nConnection: close"));
        answers.add(threads.submit(ask));
      }
      for (int i = 0; i < clients; i++) {
        var text = new StringBuilder();
        TestServer.events(answers.get(i).get())
            .forEach(event -> text.append(event.at("/choices/0/text").asString("")));
        assertThat(text).hasToString(lines[i].continuation());
      }
      server.awaitIdle();
    }
  }

  @Test
  void keepsIdleConnectionsCheap() throws Exception {
    idle(400);
  }

  @Test
  @Tag("long")
  void keepsTenThousandIdleConnectionsCheap() throws Exception {
    idle(10_000);
  }

  /// Both ends are in this process, so each connection takes two file descriptors; fewer are opened
  /// where the machine allows fewer.
  private static void idle(int wanted) throws Exception {
    long descriptors =
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
            ? unix.getMaxFileDescriptorCount() - unix.getOpenFileDescriptorCount()
            : 2048;
    int count = (int) Math.min(wanted, (descriptors - 500) / 2);
    if (count < wanted) {
      System.getLogger("io.espalier.test")
          .log(
              System.Logger.Level.WARNING,
              "only %d of %d idle connections: this process may open %d more files"
                  .formatted(count, wanted, descriptors));
    }
    var sockets = new ArrayList<SocketChannel>();
    try (var server = TestServer.on(TestServer.simulated())) {
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
      String request = "{\"prompt\":\"a\",\"max_tokens\":4,\"ignore_eos\":true}";
      server.post("/v1/completions", request);
      int threads = Thread.activeCount();
      long before = usedHeap();
      for (int i = 0; i < count; i++) {
        sockets.add(SocketChannel.open(address));
      }
      TestServer.await(() -> connections(server) > count);
      long each = (usedHeap() - before) / count;
      assertThat(each).as("bytes for each connection").isLessThan(BYTES_PER_CONNECTION);
      assertThat(Thread.activeCount()).isLessThan(threads + 20);
      assertThat(server.post("/v1/completions", request).statusCode()).isEqualTo(200);
      System.getLogger("io.espalier.test")
          .log(
              System.Logger.Level.INFO,
              "%d idle connections, %d bytes of heap each, both ends".formatted(count, each));
    } finally {
      for (SocketChannel socket : sockets) {
        socket.close();
      }
    }
  }

  private static int connections(TestServer server) {
    try {
      return server
          .get("/metrics")
          .body()
          .lines()
          .filter(line -> line.startsWith("espalier_http_connections "))
          .mapToInt(line -> (int) Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
          .findFirst()
          .orElse(0);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static long usedHeap() {
    var memory = ManagementFactory.getMemoryMXBean();
    for (int i = 0; i < 3; i++) {
      memory.gc();
    }
    return memory.getHeapMemoryUsage().getUsed();
  }
}
