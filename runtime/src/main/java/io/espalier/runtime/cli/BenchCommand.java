package io.espalier.runtime.cli;

import picocli.CommandLine.Command;

/// `sgl bench`: measurements, each with a peer or a limit in the same run.
@Command(
    name = "bench",
    description = "Measures speed.",
    subcommands = {
      BenchDecodeCommand.class,
      BenchPrefillCommand.class,
      BenchMaskCommand.class,
      BenchProgramsCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  sgl bench decode --random llama-3.2-1b --format q8_0",
      "  sgl bench programs --ablation all --plot plots"
    })
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
