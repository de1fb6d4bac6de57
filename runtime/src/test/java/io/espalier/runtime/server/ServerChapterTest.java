package io.espalier.runtime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.espalier.compiler.Compiler;
import io.espalier.compiler.analysis.ImportResolver;
import io.espalier.dsl.diagnostic.SourceText;
import io.espalier.runtime.Engine;
import io.espalier.runtime.server.programs.ServedProgram;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Runs every command of `SERVER.md` with the bundled model and holds the answer against the one
/// printed there: the same members with the same types, the same events. Words may differ, since
/// the model may.
class ServerChapterTest {
  private static Engine engine;
  private static Server server;

  /// A command with what is printed below it.
  record Example(String command, String answer) {
    @Override
    public String toString() {
      return command.length() > 90 ? command.substring(0, 90) + "…" : command;
    }
  }

  /// The test runs in the module's folder or in the project's.
  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    Path above = here.resolve("..").normalize();
    return Files.isDirectory(here.resolve("notebooks")) ? here : above;
  }

  static List<Example> examples() throws IOException {
    var examples = new ArrayList<Example>();
    String chapter = Files.readString(root().resolve("runtime/SERVER.md"));
    for (String block : chapter.split("```console\n", -1)) {
      if (examples.isEmpty() && !block.startsWith("$ ")) {
        continue;
      }
      String inside = block.substring(0, block.indexOf("\n```"));
      for (String each : ("\n" + inside).split("\n\\$ ", -1)) {
        if (!each.isEmpty()) {
          int end = each.indexOf('\n');
          examples.add(new Example(each.substring(0, end), each.substring(end + 1)));
        }
      }
    }
    return examples;
  }

  @BeforeAll
  static void start() throws IOException {
    boolean tools =
        Stream.of("bash", "curl")
            .allMatch(name ->
                Stream.of(System.getenv("PATH").split(File.pathSeparator))
                    .anyMatch(folder -> Files.isExecutable(Path.of(folder, name))));
    assumeTrue(tools, "bash and curl are not on the PATH");
    String source = Files.readString(root().resolve("notebooks/examples/qa.sgl"));
    var program =
        Compiler.compile(new SourceText("qa.sgl", source), ImportResolver.none()).programOrThrow();
    engine = Engine.open("sapling");
    server =
        Server.start(
            ServerOptions.of("sapling", 0)
                .withPrograms(
                    List.of(new ServedProgram("qa", source, program, Map.of())), Map.of()),
            engine.local().orElseThrow());
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
      engine.close();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void answersAsTheChapterSays(Example example) throws Exception {
    String command =
        "curl() { command curl -sS --max-time 100 \"$@\"; }\n"
            + example
                .command()
                .replace("localhost:30000", "127.0.0.1:" + server.address().getPort());
    Process process = new ProcessBuilder("bash", "-c", command).redirectErrorStream(true).start();
    String answer =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(answer).isZero();
    compare(example.answer().strip(), answer);
  }

  private static void compare(String expected, String actual) {
    if (expected.startsWith("{")) {
      compare("", read(expected), read(actual));
    } else if (expected.contains("data: ")) {
      assertThat(starts(actual, "event: ")).isEqualTo(starts(expected, "event: "));
      compare("", data(expected).getFirst(), data(actual).getFirst());
      compare("", data(expected).getLast(), data(actual).getLast());
    } else {
      assertThat(actual.replaceAll("[0-9.]+", "#")).isEqualTo(expected.replaceAll("[0-9.]+", "#"));
    }
  }

  private static List<String> starts(String text, String start) {
    return List.copyOf(
        new LinkedHashSet<>(text.lines().filter(line -> line.startsWith(start)).toList()));
  }

  private static List<JsonNode> data(String text) {
    return text.lines()
        .filter(line -> line.startsWith("data: {"))
        .map(line -> read(line.substring(6)))
        .toList();
  }

  private static JsonNode read(String text) {
    try {
      return TestServer.JSON.readTree(text);
    } catch (JacksonException e) {
      throw new AssertionError("no JSON: " + text, e);
    }
  }

  private static void compare(String at, JsonNode expected, JsonNode actual) {
    if (expected.isNull() || actual.isNull()) {
      return;
    }
    assertThat(actual.getNodeType()).as(at).isEqualTo(expected.getNodeType());
    if (expected.isObject()) {
      assertThat(new TreeSet<>(actual.propertyNames()))
          .as(at)
          .isEqualTo(new TreeSet<>(expected.propertyNames()));
      expected
          .properties()
          .forEach(entry ->
              compare(at + "/" + entry.getKey(), entry.getValue(), actual.get(entry.getKey())));
    } else if (expected.isArray() && !expected.isEmpty()) {
      assertThat(actual.isEmpty()).as(at).isFalse();
      compare(at + "/0", expected.get(0), actual.get(0));
    }
  }
}
