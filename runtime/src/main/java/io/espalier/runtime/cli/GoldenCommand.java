package io.espalier.runtime.cli;

import io.espalier.kernels.Kernels;
import io.espalier.kernels.KernelsProvider;
import io.espalier.runtime.interpreter.ArgumentException;
import io.espalier.runtime.model.golden.GoldenCheck;
import io.espalier.runtime.model.golden.GoldenResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `sgl golden`: models with known logits, for the developers of architectures.
@Command(
    name = "golden",
    description = {
      "Compares every model folder below DIR that has a reference.json with its reference logits",
      "and greedy tokens; exit status 1 if one differs."
    },
    footerHeading = "%nExamples:%n",
    footer = "  sgl golden runtime/src/test/resources/golden")
final class GoldenCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "DIR", description = "A folder of model folders.")
  private Path folder = Path.of("");

  @Option(names = "--device", defaultValue = "cpu", description = "cpu, cuda or reference.")
  private String device = "cpu";

  GoldenCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    try (Kernels kernels = kernels()) {
      List<GoldenResult> results =
          new GoldenCheck(kernels).checkAll(folder, result -> terminal.print(result.line()));
      long passed =
          results.stream().filter(result -> result instanceof GoldenResult.Agrees).count();
      terminal.error("%d of %d agree".formatted(passed, results.size()));
      return passed == results.size() ? 0 : 1;
    }
  }

  private Kernels kernels() {
    try {
      return KernelsProvider.choose(device, 0).kernels();
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new ArgumentException("--device %s: %s".formatted(device, e.getMessage()));
    }
  }
}
