package io.espalier.runtime.cli;

import io.espalier.dsl.diagnostic.Diagnostic;
import io.espalier.dsl.diagnostic.DiagnosticRenderer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `sgl check`: the diagnostics of programs, without running them.
@Command(
    name = "check",
    description = "Reads and checks programs; exit status 2 if there are errors.",
    footerHeading = "%nExamples:%n",
    footer = {"  sgl check program.sgl", "  sgl check notebooks/examples --json"})
final class CheckCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "Programs, or folders with programs.")
  private List<Path> files = new ArrayList<>();

  @Option(names = "--json", description = "Print the diagnostics as one JSON array.")
  private boolean json;

  CheckCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    var all = new ArrayList<Diagnostic>();
    int programs = 0;
    for (Path file : Programs.find(files)) {
      all.addAll(Programs.diagnose(file));
      programs++;
    }
    long errors = all.stream().filter(Diagnostic::isError).count();
    if (json) {
      terminal.print(
          JsonOutput.MAPPER.writeValueAsString(
              all.stream().map(DiagnosticRenderer::toMap).toList()));
    } else {
      Programs.report(all, terminal);
      terminal.error(
          "%d %s checked: %d errors, %d warnings"
              .formatted(programs, programs == 1 ? "file" : "files", errors, all.size() - errors));
    }
    return errors > 0 ? 2 : 0;
  }
}
