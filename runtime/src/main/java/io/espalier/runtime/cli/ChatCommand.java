package io.espalier.runtime.cli;

import io.espalier.dsl.Gen;
import io.espalier.dsl.GenerationException;
import io.espalier.dsl.Stream;
import io.espalier.runtime.Engine;
import io.espalier.runtime.interpreter.RunListener;
import io.espalier.runtime.interpreter.RunOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `sgl chat`: a conversation with the model, streamed.
@Command(
    name = "chat",
    description = "Talks with the model; an empty line or end of input ends it.",
    footerHeading = "%nExamples:%n",
    footer = {"  sgl chat", "  sgl chat --model model.gguf --system \"Answer in one sentence.\""})
final class ChatCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private ModelOptions model = new ModelOptions();
  @Mixin private BackendOptions remote = new BackendOptions();

  @Option(names = "--system", paramLabel = "TEXT", description = "The system turn.")
  private String system = "";

  @Option(
      names = "--max",
      paramLabel = "N",
      description = "Most tokens of an answer; default: 256.")
  private int max = 256;

  @Option(names = "--temp", paramLabel = "T", description = "Temperature; default: 0, greedy.")
  private double temperature;

  @Option(names = "--seed", paramLabel = "N", description = "Seed of a temperature above 0.")
  private long seed;

  ChatCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    try (Engine engine = remote.open(model, terminal)) {
      terminal.error(terminal.paint("2", engine.backend().description()));
      var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      RunOptions options = RunOptions.DEFAULT.withSeed(seed).withListener(new Printer());
      engine.run(this::talk, input, options);
    }
    return 0;
  }

  private boolean talk(Stream stream, BufferedReader input) throws IOException {
    if (!system.isEmpty()) {
      stream.system(system);
    }
    while (true) {
      terminal.err().print(terminal.paint("36", "> "));
      terminal.err().flush();
      String line = input.readLine();
      if (line == null || line.isBlank()) {
        return true;
      }
      try {
        stream.user(line).assistant().gen(Gen.max(max).temp(temperature));
      } catch (GenerationException e) {
        if (e.reason() != GenerationException.Reason.TRUNCATED) {
          throw e;
        }
        terminal.error(terminal.paint("2", " [cut after %d tokens]".formatted(max)));
      }
      terminal.print("");
    }
  }

  /// Prints an answer as it comes.
  private final class Printer implements RunListener {
    @Override
    public void variableGrew(String path, String variable, String text, boolean forced) {
      terminal.out().print(text);
      terminal.out().flush();
    }
  }
}
