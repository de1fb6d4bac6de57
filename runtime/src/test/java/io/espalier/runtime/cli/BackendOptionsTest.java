package io.espalier.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.runtime.Engine;
import io.espalier.runtime.server.Server;
import io.espalier.runtime.server.ServerOptions;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `--backend` against our own server.
final class BackendOptionsTest {
  @TempDir private Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... arguments) {
    out.reset();
    err.reset();
    Terminal terminal =
        new Terminal(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    int status = Main.commandLine(terminal).execute(arguments);
    terminal.flush();
    return status;
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private static final String QA = "../notebooks/examples/qa.sgl";

  @Test
  void runsAProgramOnAServer() throws Exception {
    try (Engine engine = Engine.open("sapling");
        Server server =
            Server.start(ServerOptions.of("sapling", 0), engine.local().orElseThrow())) {
      String url = "http://127.0.0.1:" + server.address().getPort();
      String question = "question=What is the capital of Italy?";
      int status =
          run(
              "run",
              QA,
              "--arg",
              question,
              "--backend",
              "sglang:" + url,
              "--model",
              "sapling",
              "--stats",
              "--json");
      assertThat(status).as(err()).isZero();
      assertThat(out()).contains("Rome").contains("\"requests\":{\"answered\":1,\"failed\":0");
      Path file = folder.resolve("backends.yaml");
      Files.writeString(
          file,
          """
          backends:
            here:
              dialect: vllm
              url: %s
              model: sapling
          """
              .formatted(url));
      status = run("run", QA, "--arg", question, "--backend", "here", "--backends", file + "");
      assertThat(status).as(err()).isZero();
      assertThat(out()).contains("Rome");
      assertThat(run("test", QA, "--backend", "sglang:" + url, "--model", "sapling")).isZero();
    }
  }

  @Test
  void refusesAProgramAtItsPlace() {
    int status = run("run", QA, "--arg", "question=x", "--backend", "anthropic:http://127.0.0.1:1");
    assertThat(status).isEqualTo(2);
    assertThat(err())
        .contains("qa.sgl:")
        .contains("error SGL6001")
        .contains("does not offer text outside the turns of a chat")
        .contains("put it in a turn");
  }

  @Test
  void saysWhatIsWrongWithABackend() throws Exception {
    assertThat(run("run", QA, "--arg", "question=x", "--backend", "vlm:http://h")).isEqualTo(2);
    assertThat(err()).contains("'vlm' names no dialect").contains("sglang");
    assertThat(run("run", QA, "--arg", "question=x", "--backend", "openai:http://127.0.0.1:1"))
        .isEqualTo(1);
    assertThat(err()).contains("cannot be reached").doesNotContain("at io.espalier");
    Path file = folder.resolve("bad.yaml");
    Files.writeString(file, "backends:\n  a:\n    dialect: openai\n    key: sk-1\n");
    assertThat(run("run", QA, "--arg", "question=x", "--backend", "a", "--backends", file + ""))
        .isEqualTo(2);
    assertThat(err()).contains("SGL6006").contains("key_env");
  }

  @Test
  void describesABackend() {
    assertThat(run("models", "--backend", "llamacpp:http://127.0.0.1:1")).isZero();
    assertThat(out()).contains("constrained generation: grammar").contains("turns of a chat");
    assertThat(run("models", "--backend", "vllm:http://127.0.0.1:1", "--json")).isZero();
    assertThat(out()).contains("\"selectInText\":\"prompt scoring\"");
  }
}
