package io.espalier.runtime.cli;

import io.espalier.constrained.bench.MaskBench;
import io.espalier.constrained.bench.MaskReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `sgl bench mask`: constraints compiled and masks filled along the instances of a file of cases.
@Command(
    name = "mask",
    description = {
      "Compiles the schemas of case files, fills the mask before every token of their instances,"
          + " and",
      "prints labels right, compile time and mask time. One thread."
    },
    footerHeading = "%nExamples:%n",
    footer =
        "  sgl bench mask --tokenizer llama3.vocab.txt.gz --cases cases.jsonl.gz --names"
            + " dev300.txt")
final class BenchMaskCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--tokenizer",
      required = true,
      paramLabel = "FILE",
      description = "A vocabulary: lines 'base64(token bytes) id type', gzipped or not.")
  private Path tokenizer = Path.of("");

  @Option(
      names = "--cases",
      required = true,
      arity = "1..*",
      paramLabel = "FILE",
      description = "Cases as JSON lines {\"name\", \"schema\", \"tests\"}, gzipped or not.")
  private List<Path> cases = List.of();

  @Option(
      names = "--names",
      paramLabel = "FILE",
      description = "Only the cases named in this file.")
  private @Nullable Path names;

  @Option(names = "--json", paramLabel = "FILE", description = "Write a JSON line a case there.")
  private @Nullable Path json;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      description = "Whole runs before the measured one; default: 1.")
  private int warmUp = 1;

  BenchMaskCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    Set<String> only = new HashSet<>();
    if (names != null) {
      Files.readAllLines(names).stream().map(String::strip).forEach(only::add);
      only.remove("");
    }
    MaskReport report = MaskBench.run(tokenizer, cases, only, warmUp);
    terminal.print(report.table());
    if (json != null) {
      Files.write(json, MaskBench.lines(report));
    }
    return 0;
  }
}
