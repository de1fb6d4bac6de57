package io.espalier.runtime.backend.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.compiler.Compiler;
import io.espalier.compiler.analysis.ImportResolver;
import io.espalier.dsl.diagnostic.SourceText;
import io.espalier.runtime.Engine;
import io.espalier.runtime.interpreter.ProgramRunner;
import io.espalier.runtime.interpreter.RunOptions;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Branches as requests side by side.
@Timeout(60)
final class ConcurrencyTest {
  private static final String PROGRAM =
      """
      prompt p() -> string[] {
        "Cities:"
        return fork i in 1..4 {
          " number \\{i}:\\[city: string, max: 8, until: "\\n"]"
          yield city
        }
      }
      """;
  private static final String ANSWER =
      """
      data: {"text":" Rome","meta_info":{"finish_reason":{"type":"stop"}}}

      data: [DONE]

      """;

  private static Object run(ConnectOptions options) throws IOException {
    ProgramRunner program =
        new ProgramRunner(
            Compiler.compile(new SourceText("p.sgl", PROGRAM), ImportResolver.none())
                .programOrThrow());
    try (Engine engine = Engine.connect(options)) {
      Object value =
          program.run(engine.backend(), program.prompt(""), List.of(), RunOptions.DEFAULT).value();
      return String.valueOf(value);
    }
  }

  @Test
  void branchesOfAForkAreRequestsAtTheSameTime() throws IOException {
    var together = new CyclicBarrier(4);
    try (var server = new FakeServer()) {
      for (int i = 0; i < 4; i++) {
        server.reply(exchange -> {
          try {
            together.await();
          } catch (InterruptedException | BrokenBarrierException e) {
            throw new IOException(e);
          }
          FakeServer.send(exchange, 200, ANSWER);
        });
      }
      Object value = run(ConnectOptions.to("sglang:" + server.url()).model("m").build());
      assertThat(value).isEqualTo("[ Rome,  Rome,  Rome,  Rome]");
      assertThat(server.asked.stream().map(asked -> asked.body().path("text").stringValue()))
          .containsExactlyInAnyOrder(
              "Cities: number 1:", "Cities: number 2:", "Cities: number 3:", "Cities: number 4:");
    }
  }

  @Test
  void keepsToTheLimitOfRequestsAtATime() throws IOException {
    var running = new AtomicInteger();
    var most = new AtomicInteger();
    try (var server = new FakeServer()) {
      for (int i = 0; i < 4; i++) {
        server.reply(exchange -> {
          most.accumulateAndGet(running.incrementAndGet(), Math::max);
          // Counted as running until its answer is about to be whole.
          running.decrementAndGet();
          FakeServer.send(exchange, 200, ANSWER);
        });
      }
      run(ConnectOptions.to("sglang:" + server.url()).model("m").concurrentRequests(1).build());
      assertThat(most.get()).isEqualTo(1);
    }
  }
}
