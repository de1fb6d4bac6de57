package io.espalier.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A recorded program gives the same values again without a model.
@Timeout(120)
class RecordingTest {
  private static final Path EXAMPLES = Path.of("../notebooks/examples");

  @TempDir private Path folder = Path.of("");

  private record Run(int status, String out, String err) {}

  private static Run sgl(Object... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var terminal =
        new Terminal(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    int status =
        Main.commandLine(terminal)
            .execute(Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
    terminal.flush();
    return new Run(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private Run example(String name, String prompt, Object... more) {
    List<Object> arguments =
        new ArrayList<>(
            List.of(
                "run",
                EXAMPLES.resolve(name + ".sgl"),
                "--args",
                EXAMPLES.resolve(name + ".args.json"),
                "--prompt",
                prompt,
                "--json",
                "--seed",
                4));
    arguments.addAll(List.of(more));
    return sgl(arguments.toArray());
  }

  /// Forks, selects, nested forks with sampling, tools in a loop.
  @ParameterizedTest
  @CsvSource({"judge, judge", "desk, desk", "tree_of_thought, solve", "react, react"})
  void givesTheSameValuesWithoutAModel(String name, String prompt) {
    Path recording = folder.resolve("run.jsonl");
    Run recorded = example(name, prompt, "--record", recording);
    assertThat(recorded.status()).as(recorded.err()).isZero();
    // A model that is not there shows that none is opened.
    Run replayed = example(name, prompt, "--replay", recording, "--model", "nowhere.gguf");
    assertThat(replayed.status()).as(replayed.err() + replayed.out()).isZero();
    assertThat(replayed.out()).isEqualTo(recorded.out());
  }

  @Test
  void namesThePlaceWhereAProgramDiffers() throws IOException {
    Path recording = folder.resolve("run.jsonl");
    Path program = folder.resolve("program.sgl");
    String text =
        "prompt p(what: string) -> string { user \"Tell me of \\{what}.\""
            + " let xs = fork i in 1..2 { assistant { let x = gen string(max: 8) yield x } }"
            + " return xs.first() }";
    Files.writeString(program, text);
    assertThat(sgl("run", program, "--arg", "what=trees", "--record", recording).status()).isZero();
    Run other = sgl("run", program, "--arg", "what=birds", "--replay", recording);
    assertThat(other.status()).isNotZero();
    assertThat(other.err()).contains("p/").contains("[").contains("the text before");
    Files.writeString(program, text.replace("max: 8", "max: 9"));
    Run changed = sgl("run", program, "--arg", "what=trees", "--replay", recording);
    assertThat(changed.status()).isNotZero();
    assertThat(changed.err()).contains("p/").contains("recorded is generate");
  }

  @Test
  void refusesBrokenRecordingsByName() throws IOException {
    Path recording = folder.resolve("run.jsonl");
    assertThat(example("desk", "desk", "--record", recording).status()).isZero();
    byte[] whole = Files.readAllBytes(recording);
    for (int seed = 0; seed < 30; seed++) {
      Random random = new Random(seed);
      byte[] broken = whole.clone();
      for (int change = 0; change < 1 + random.nextInt(3); change++) {
        broken[random.nextInt(broken.length)] = (byte) random.nextInt(128);
      }
      Files.write(
          recording,
          random.nextInt(4) == 0 ? Arrays.copyOf(broken, random.nextInt(broken.length)) : broken);
      Run run = example("desk", "desk", "--replay", recording);
      // Done, since the change was harmless, or refused with what is wrong: never an internal
      // error.
      assertThat(run.status()).as(run.out() + run.err()).isBetween(0, 2);
    }
  }
}
