package io.espalier.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Commands as a user runs them, on the bundled model: results, messages and exit status.
@Timeout(120)
final class CommandLineTest {
  private static final Path EXAMPLES = Path.of("../notebooks/examples");

  @TempDir private Path folder = Path.of("");

  private record Run(int status, String out, String err) {
    JsonNode json() {
      return JsonOutput.MAPPER.readTree(out);
    }
  }

  private static Run sgl(Object... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var terminal =
        new Terminal(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    List<String> words = new ArrayList<>();
    for (Object argument : arguments) {
      words.add(argument.toString());
    }
    int status = Main.commandLine(terminal).execute(words.toArray(String[]::new));
    terminal.flush();
    return new Run(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private Path program(String text) throws IOException {
    return Files.writeString(folder.resolve("program.sgl"), text);
  }

  private static Run example(String name, Object... more) {
    List<Object> arguments = new ArrayList<>();
    arguments.addAll(
        List.of(
            "run",
            EXAMPLES.resolve(name + ".sgl"),
            "--args",
            EXAMPLES.resolve(name + ".args.json"),
            "--json",
            "--stats"));
    arguments.addAll(List.of(more));
    return sgl(arguments.toArray());
  }

  @Test
  void extractsATypedGuide() {
    Run run = example("extract");
    assertThat(run.status()).as(run.err()).isZero();
    JsonNode guide = run.json().get("result");
    assertThat(guide.get("city").get("name").asString()).isEqualTo("Lisbon");
    assertThat(guide.get("gateway").asString()).isEqualTo("192.168.4.1");
    assertThat(guide.get("top").size()).isEqualTo(3);
    assertThat(run.json().get("stats").get("forcedTokens").asInt()).isPositive();
  }

  @Test
  void judgesInParallelBranchesThatShareThePrefix() {
    Run run = example("judge");
    assertThat(run.status()).as(run.err()).isZero();
    JsonNode report = run.json().get("result");
    assertThat(report.get("judgments").size()).isBetween(1, 8);
    assertThat(report.get("grade").asString()).isIn("A", "B", "C", "D");
    JsonNode stats = run.json().get("stats");
    assertThat(stats.get("branches").asInt()).isEqualTo(5);
    assertThat(stats.get("cachedTokens").asInt()).isGreaterThan(200);
  }

  @Test
  void solvesWithATreeOfThoughtAndLoopsWithTools() {
    Run tree = example("tree_of_thought");
    assertThat(tree.status()).as(tree.err()).isZero();
    assertThat(tree.json().get("result").isIntegralNumber()).isTrue();
    assertThat(tree.json().get("stats").get("branches").asInt()).isEqualTo(7);
    Run react = example("react", "--prompt", "react");
    assertThat(react.status()).as(react.err()).isZero();
    assertThat(react.json().get("result").get("steps").asInt()).isBetween(0, 8);
  }

  @Test
  void theSameSeedGivesTheSameResult() throws IOException {
    Path file =
        program(
            "prompt p() -> string { user \"Tell me a story.\""
                + " assistant { return gen string(max: 60) with (temp: 0.9) } }");
    Run first = sgl("run", file, "--seed", 5);
    Run second = sgl("run", file, "--seed", 5);
    assertThat(first.status()).as(first.err()).isZero();
    assertThat(second.out()).isEqualTo(first.out());
  }

  @Test
  void everyErrorOfAProgramIsReportedWithItsPlace() throws IOException {
    Path file = program("prompt p( -> int {\n  let x = gen\n}\nprompt q() -> int { return y }\n");
    Run run = sgl("check", file);
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("program.sgl:1:").contains("error SGL");
    Run json = sgl("run", file, "--json");
    assertThat(json.status()).isEqualTo(2);
    assertThat(json.json().get("error").get("diagnostics").size()).isPositive();
  }

  @Test
  void wrongArgumentsAreAllNamed() {
    Run run =
        sgl("run", EXAMPLES.resolve("tree_of_thought.sgl"), "--arg", "k=\"three\"", "--arg", "z=1");
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err())
        .contains("'k'")
        .contains("argument 'question' is missing")
        .contains("no parameter 'z'");
  }

  @Test
  void anUnknownModelSaysWhatIsAccepted() {
    Run run =
        sgl("run", EXAMPLES.resolve("qa.sgl"), "--arg", "question=x", "--model", "/no/such.gguf");
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("/no/such.gguf").contains("sapling");
  }

  @Test
  void aTruncatedModelFileIsRefusedWithItsName() throws IOException {
    Path model = folder.resolve("cut.gguf");
    Files.copy(Path.of("src/main/resources/io/espalier/runtime/model/sapling.gguf"), model);
    try (var file = new RandomAccessFile(model.toFile(), "rw")) {
      file.setLength(file.length() / 2);
    }
    Run run = sgl("run", EXAMPLES.resolve("qa.sgl"), "--arg", "question=x", "--model", model);
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("cut.gguf");
  }

  @Test
  void aFailedAssertionIsTheProgramsFailure() throws IOException {
    Path file = program("prompt p() -> int { assert 1 > 2  return 1 }");
    Run run = sgl("run", file, "--json");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.json().get("error").get("message").asString()).contains("1 > 2");
  }

  @Test
  void aTruncatedGenerationSaysWhatToDo() throws IOException {
    Path file =
        program(
            "prompt p() -> string { user \"Tell me a long story.\" assistant { return gen string"
                + " with (max: 3) } }");
    Run run = sgl("run", file);
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err())
        .contains("sgl: p/gen: ")
        .contains("program.sgl:1:72: ")
        .contains("bound of 3 tokens")
        .contains("raise max");
  }

  @Test
  void aFailedAssertionSaysWhatTheProgramSaysOfIt() throws IOException {
    Path file =
        program(
            "prompt p(n: int) -> int { check n > 8, \"only \\{n}\" assert n > 9, \"but \\{n}\""
                + " return 1 }");
    Run hard = sgl("run", file, "--arg", "n=9");
    assertThat(hard.status()).isEqualTo(1);
    assertThat(hard.err()).contains("assertion failed: n > 9 (but 9): got 9");
    Run soft =
        sgl("run", program(Files.readString(file).replace("n > 8", "n > 90")), "--arg", "n=20");
    assertThat(soft.err()).contains("program.sgl:1:27: n > 90 (only 20): got 20");
  }

  @Test
  void aFailedComparisonSaysWhatItGot() throws IOException {
    Path file =
        program(
            "prompt p(s: string, n: int) -> int { check s == \"b\" && n == 3"
                + " check s contains \"z\" check n == s.size() check n == 4 || n == 5 return 1 }");
    Run run = sgl("run", file, "--arg", "s=b", "--arg", "n=9");
    assertThat(run.err())
        .contains("s == \"b\" && n == 3: got 9\n")
        .contains("s contains \"z\": got \"b\"\n")
        .contains("n == s.size(): got 9 and 1\n")
        .contains("n == 4 || n == 5\n");
  }

  @Test
  void argumentsKeepTheRegexesFormatsAndSchemasOfTheirTypes() throws IOException {
    Path file =
        program(
            "record R { day: string(format: date)  tags: string(r\"[a-z]+\")[0..3] }\n"
                + "prompt p(code: string(r\"[A-Z]{3}\"), rs: R[0..2]) -> string"
                + " { return \"\\{code} \\{rs}\" }");
    Run wrong =
        sgl(
            "run",
            file,
            "--arg",
            "code=abc",
            "--arg",
            "rs=[{\"day\":\"2024-02-28\",\"tags\":[]},{\"day\":\"2024-12-01\",\"tags\":[\"a\",\"B\"]}]");
    assertThat(wrong.status()).isEqualTo(2);
    assertThat(wrong.err())
        .contains("argument 'code': expected text that matches [A-Z]{3}, found \"abc\"")
        .contains("argument 'rs': /1/tags/1: expected text that matches [a-z]+, found \"B\"");
    Run date =
        sgl("run", file, "--arg", "code=ABC", "--arg", "rs=[{\"day\":\"2024-13-01\",\"tags\":[]}]");
    assertThat(date.err()).contains("/0/day: expected text of format date, found \"2024-13-01\"");
    Run right =
        sgl(
            "run",
            file,
            "--arg",
            "code=ABC",
            "--arg",
            "rs=[{\"day\":\"2024-12-01\",\"tags\":[\"a\"]}]");
    assertThat(right.status()).as(right.err()).isZero();
  }

  @Test
  void aToolThatReturnsWhatItDoesNotDeclareFailsTheProgram() throws IOException {
    Path file =
        program(
            "tool code(of: string) -> string(r\"[A-Z]{3}\")\n"
                + "prompt p() -> string { return code(of: \"x\") }");
    Run wrong = sgl("run", file, "--tool", "code=echo abc");
    assertThat(wrong.status()).isEqualTo(1);
    assertThat(wrong.err())
        .contains("tool 'code' returned what is no string(r\"[A-Z]{3}\")")
        .contains("found \"abc\"");
    assertThat(sgl("run", file, "--tool", "code=echo ABC").out()).isEqualTo("ABC\n");
  }

  @Test
  void theSimulatedModelRunsProgramsAndSeedsTellModelsApart() {
    Run zero = example("extract", "--model", "simulated");
    assertThat(zero.status()).as(zero.err()).isZero();
    JsonNode guide = zero.json().get("result");
    assertThat(guide.get("city").get("name").isString()).isTrue();
    assertThat(example("extract", "--model", "simulated:0").json().get("result")).isEqualTo(guide);
    assertThat(example("extract", "--model", "simulated:7").json().get("result"))
        .isNotEqualTo(guide);
    Run wrong = example("extract", "--model", "simulated:x");
    assertThat(wrong.status()).isEqualTo(2);
    assertThat(wrong.out()).contains("seed, a whole number").contains("'simulated:SEED'");
  }

  @Test
  void optionsThatNoEngineTakesAreInputErrors() {
    Path qa = EXAMPLES.resolve("qa.sgl");
    Run threads = sgl("run", qa, "--arg", "question=x", "--threads", "-1");
    assertThat(threads.status()).isEqualTo(2);
    assertThat(threads.err()).contains("--threads is -1; allowed: 0 (all) or more");
    assertThat(sgl("run", qa, "--arg", "question=x", "--kv-memory", "-1").status()).isEqualTo(2);
    Run memory = sgl("run", qa, "--arg", "question=x", "--kv-memory", "99999999", "--json");
    assertThat(memory.status()).isEqualTo(2);
    assertThat(memory.json().at("/error/code").asString()).isEqualTo("memory");
    assertThat(memory.json().at("/error/message").asString())
        .matches("the memory for keys and values .* is 99999999 MiB, the .* has [0-9]+ MiB for .*");
    Run device = sgl("run", qa, "--arg", "question=x", "--device", "abacus", "--json");
    assertThat(device.status()).isEqualTo(2);
    assertThat(device.json().at("/error/code").asString()).isEqualTo("device");
    assertThat(device.json().at("/error/message").asString()).contains("abacus").contains("cpu");
    assertThat(sgl("golden", folder, "--device", "abacus").status()).isEqualTo(2);
  }

  @Test
  void aFileThatIsNoTextIsOneDiagnosticAmongOthers() throws IOException {
    Path bad = Files.write(folder.resolve("bad.sgl"), new byte[] {(byte) 0xff, (byte) 0xfe});
    program("prompt p() -> int { return y }");
    Run both = sgl("check", folder);
    assertThat(both.status()).isEqualTo(2);
    assertThat(both.err())
        .contains("bad.sgl:1:1: error SGL5001: the file cannot be read: it is no UTF-8 text")
        .contains("program.sgl:1:28: error SGL1001");
    assertThat(sgl("run", bad).err()).contains("bad.sgl cannot be read: it is no UTF-8 text");
    assertThat(sgl("fmt", bad).err()).contains("bad.sgl cannot be read: it is no UTF-8 text");
  }

  @Test
  void testsReportWhatFailed() throws IOException {
    Path file =
        program(
            """
            prompt p() -> int { return 1 }
            test "good" { assert (call p()) == 1 }
            test "bad" { assert (call p()) == 2 }
            """);
    Run run = sgl("test", file);
    assertThat(run.status()).as(run.err()).isEqualTo(1);
    assertThat(run.out()).contains("ok   good").contains("FAIL bad").contains("1 passed, 1 failed");
    assertThat(sgl("test", file, "--only", "good").status()).isZero();
  }

  @Test
  void explainsFormatsAndDescribes() throws IOException {
    Run explain = sgl("explain", EXAMPLES.resolve("judge.sgl"));
    assertThat(explain.status()).as(explain.err()).isZero();
    assertThat(explain.out()).contains("judge");
    assertThat(sgl("models", "--json").json().get("name").asString()).isEqualTo("sapling");
    Path file = program("prompt   p( ) ->int{return 1}");
    assertThat(sgl("fmt", "--check", file).status()).isEqualTo(1);
    assertThat(sgl("fmt", file).status()).isZero();
    assertThat(sgl("fmt", "--check", file).status()).isZero();
  }

  @Test
  void usageErrorsNameWhatIsAllowed() {
    Run unknown = sgl("rnu");
    assertThat(unknown.status()).isEqualTo(2);
    assertThat(unknown.err()).contains("rnu");
    Run json = sgl("run", "x.sgl", "--json", "--bogus");
    assertThat(json.status()).isEqualTo(2);
    assertThat(json.json().at("/error/code").asString()).isEqualTo("usage");
    assertThat(json.json().at("/error/message").asString()).contains("--bogus");
    Run help = sgl("run", "--help");
    assertThat(help.status()).isZero();
    assertThat(help.out()).contains("Examples:").contains("--seed");
  }
}
