package io.espalier.runtime.cli;

import io.espalier.runtime.Engine;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `sgl warm-up`: a short run of everything that a first command loads, from which the launcher
/// makes its archive of classes. `sgl warm-up -- COMMAND ...` runs a command of its own as well.
@Command(name = "warm-up", hidden = true, description = "Used by the launcher.")
final class WarmUpCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "ARGUMENTS", arity = "0..*", description = "A command to run.")
  private String[] command = {};

  WarmUpCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    Main.commandLine(terminal).execute("--version");
    Main.commandLine(terminal).execute("run", "--help");
    try (Engine engine = Engine.open("sapling")) {
      engine.run(stream -> stream.user("What is 1 + 2?").assistant().gen(int.class));
    }
    return command.length == 0 ? 0 : Main.commandLine(terminal).execute(command);
  }
}
