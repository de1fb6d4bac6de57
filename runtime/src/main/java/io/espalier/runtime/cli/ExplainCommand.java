package io.espalier.runtime.cli;

import io.espalier.compiler.explain.ExplainText;
import io.espalier.compiler.explain.Explainer;
import io.espalier.compiler.ir.IrJson;
import io.espalier.compiler.ir.IrProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `sgl explain`: what a program compiles to and what it can cost at most.
@Command(
    name = "explain",
    description = {
      "Prints what a program compiles to: instructions, shared prefixes, constraints with the text",
      "they force, and the static bound of tokens and branches. No model is loaded."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  sgl explain notebooks/examples/judge.sgl",
      "  sgl explain program.sgl --ir > program.ir.json"
    })
final class ExplainCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "FILE", description = "The program.")
  private Path file = Path.of("");

  @Option(names = "--ir", description = "Print the intermediate representation as JSON instead.")
  private boolean ir;

  ExplainCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    IrProgram program = Programs.compile(file, terminal).program();
    terminal.print(
        ir
            ? IrJson.write(program)
            : ExplainText.render(Explainer.explain(program)).stripTrailing());
    return 0;
  }
}
