package io.espalier.runtime.cli;

import io.espalier.dsl.diagnostic.SourceText;
import io.espalier.dsl.syntax.Formatter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `sgl fmt`: programs in the one canonical layout.
@Command(
    name = "fmt",
    description = "Rewrites programs in the canonical layout.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  sgl fmt program.sgl",
      "  sgl fmt --check src/prompts     (exit status 1 if a file would change)",
    })
final class FmtCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "Programs, or folders with programs.")
  private List<Path> files = new ArrayList<>();

  @Option(names = "--check", description = "Change nothing; name the files that would change.")
  private boolean check;

  FmtCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    int changed = 0;
    for (Path file : Programs.find(files)) {
      String text = Programs.read(file);
      var source = new SourceText(file.toString(), text);
      String formatted = Formatter.format(source);
      if (!formatted.equals(text)) {
        changed++;
        terminal.error((check ? "would change " : "formatted ") + file);
        if (!check) {
          Files.writeString(file, formatted);
        }
      }
    }
    return check && changed > 0 ? 1 : 0;
  }
}
