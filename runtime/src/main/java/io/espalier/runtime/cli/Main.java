package io.espalier.runtime.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ScopeType;

/// The `sgl` command.
///
/// Exit status: 0 done; 1 the program failed; 2 the input is wrong; 130 interrupted.
@Command(
    name = "sgl",
    description = "Runs structured-generation programs on Espalier's own runtime.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    scope = ScopeType.INHERIT,
    synopsisSubcommandLabel = "COMMAND",
    usageHelpAutoWidth = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  sgl run notebooks/examples/qa.sgl --arg question=\"What is the capital of Italy?\"",
      "  sgl run program.sgl --args arguments.json --json --stats",
      "  sgl check program.sgl",
      "  sgl test notebooks/examples",
      "  sgl chat --model model.gguf",
      "  sgl serve notebooks/examples/qa.sgl --port 30000",
      "",
      "'sgl COMMAND --help' explains a command."
    },
    subcommands = {
      RunCommand.class,
      CheckCommand.class,
      FmtCommand.class,
      TestCommand.class,
      ExplainCommand.class,
      ChatCommand.class,
      ServeCommand.class,
      ModelsCommand.class,
      BenchCommand.class,
      GrammarCommand.class,
      GoldenCommand.class,
      WarmUpCommand.class,
    })
public final class Main implements Runnable {
  @CommandLine.Spec private CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new CommandLine.ParameterException(spec.commandLine(), "name a command");
    }
  }

  /// Runs a command and exits with its status.
  public static void main(String[] arguments) {
    Terminal terminal = Terminal.standard();
    int status = commandLine(terminal).execute(arguments);
    terminal.flush();
    if (status == ErrorReport.INTERRUPTED) {
      // The JVM is ending already and its hook waits for this thread, which exit() would stop here.
      Runtime.getRuntime().halt(status);
    }
    System.exit(status);
  }

  /// Returns the parser of the command line with its error handling.
  static CommandLine commandLine(Terminal terminal) {
    var line =
        new CommandLine(
            new Main(),
            new CommandLine.IFactory() {
              @Override
              public <K> K create(Class<K> type) throws Exception {
                return TerminalFactory.create(type, terminal);
              }
            });
    line.setOut(terminal.outWriter());
    line.setErr(terminal.errorWriter());
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(
            terminal.colour() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
    line.setParameterExceptionHandler((exception, arguments) -> {
      if (List.of(arguments).contains("--json")) {
        return ErrorReport.of(exception).print(terminal, true);
      }
      terminal.error("sgl: " + exception.getMessage());
      if (!CommandLine.UnmatchedArgumentException.printSuggestions(
          exception, terminal.errorWriter())) {
        terminal.error(
            "     'sgl %s--help' shows what is allowed"
                .formatted(
                    exception.getCommandLine().getCommandName().equals("sgl")
                        ? ""
                        : exception.getCommandLine().getCommandName() + " "));
      }
      return 2;
    });
    line.setExecutionExceptionHandler((exception, command, parsed) ->
        ErrorReport.of(exception).print(terminal, JsonOutput.isAsked(parsed)));
    return line;
  }

  /// The version from the jar's manifest.
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {
        "espalier " + (version == null ? "development" : version),
        "JDK " + Runtime.version() + ", " + System.getProperty("os.arch")
      };
    }
  }
}
