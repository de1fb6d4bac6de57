package io.espalier.runtime.cli;

import picocli.CommandLine.Command;

/// `sgl bench`: measurements, each with a peer or a limit in the same run.
@Command(
    name = "bench",
    description = "Measures speed.",
    subcommands = {BenchDecodeCommand.class, BenchMaskCommand.class},
    footerHeading = "%nExamples:%n",
    footer = {"  sgl bench decode --random llama-3.2-1b --format q8_0"})
final class BenchCommand implements Runnable {
  private final Terminal terminal;

  BenchCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    Main.commandLine(terminal).execute("bench", "--help");
  }
}
