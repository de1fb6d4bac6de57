package io.espalier.runtime.cli;

import io.espalier.constrained.ConstraintSource;
import io.espalier.constrained.JsonOptions;
import io.espalier.constrained.RegexDialect;
import io.espalier.constrained.bench.GrammarMatch;
import io.espalier.runtime.interpreter.ArgumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// `sgl grammar match`: does a text satisfy a constraint, and if not, where does it leave it.
@Command(
    name = "grammar",
    description = "Asks a constraint about a text.",
    subcommands = GrammarCommand.Match.class)
final class GrammarCommand implements Runnable {
  private final Terminal terminal;

  GrammarCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    Main.commandLine(terminal).execute("grammar", "--help");
  }

  /// Exactly one constraint.
  static final class Source {
    @Option(names = "--schema", paramLabel = "FILE", description = "A JSON Schema.")
    private @Nullable Path schema;

    @Option(names = "--regex", paramLabel = "PATTERN", description = "A regex of the whole text.")
    private @Nullable String regex;

    @Option(
        names = {"--ebnf", "--gbnf"},
        paramLabel = "FILE",
        description = "A grammar of rules 'name ::= …', from 'root' on.")
    private @Nullable Path grammar;

    @Option(names = "--lark", paramLabel = "FILE", description = "A Lark grammar, from 'start' on.")
    private @Nullable Path lark;

    @Option(
        names = "--structural-tag",
        paramLabel = "FILE",
        description = "Free text with constrained tags, as JSON.")
    private @Nullable Path structuralTag;

    ConstraintSource read() throws IOException {
      if (schema != null) {
        return new ConstraintSource.JsonSchema(json(schema), JsonOptions.ANY);
      }
      if (lark != null) {
        return new ConstraintSource.Lark(text(lark), JsonOptions.ANY);
      }
      if (structuralTag != null) {
        return new ConstraintSource.StructuralTag(json(structuralTag), JsonOptions.ANY, List.of());
      }
      if (regex != null) {
        return new ConstraintSource.Regex(regex, RegexDialect.RE2_FULL);
      }
      if (grammar != null) {
        return new ConstraintSource.Ebnf(text(grammar));
      }
      throw new ArgumentException(
          "name a constraint: --schema, --regex, --ebnf, --gbnf, --lark or --structural-tag");
    }

    private static JsonNode json(Path file) throws IOException {
      try {
        return JsonOutput.MAPPER.readTree(text(file));
      } catch (JacksonException e) {
        throw new ArgumentException("%s is no JSON: %s".formatted(file, e.getOriginalMessage()));
      }
    }
  }

  /// `sgl grammar match`.
  @Command(
      name = "match",
      description = "Tells whether a text satisfies a constraint; exit status 1 if it does not.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  sgl grammar match --schema city.schema.json --instance city.json",
        "  sgl grammar match --regex \"[A-Z]{3}\" --text ABC"
      })
  static final class Match implements Callable<Integer> {
    private final Terminal terminal;

    @ArgGroup(multiplicity = "1")
    private Source source = new Source();

    @ArgGroup(multiplicity = "1")
    private Instance instance = new Instance();

    /// A file or the text itself.
    static final class Instance {
      @Option(names = "--instance", paramLabel = "FILE", description = "A file with the text.")
      private @Nullable Path file;

      @Option(names = "--text", paramLabel = "TEXT", description = "The text.")
      private @Nullable String text;

      String read() throws IOException {
        return file == null ? String.valueOf(text) : text(file);
      }

      private static String text(Path path) throws IOException {
        return GrammarCommand.text(path);
      }
    }

    Match(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
      GrammarMatch.Verdict verdict = GrammarMatch.match(source.read(), instance.read());
      terminal.print(verdict.accepted() ? "accepted" : verdict.message());
      return verdict.accepted() ? 0 : 1;
    }
  }

  private static String text(Path file) throws IOException {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new ArgumentException("there is no file " + file);
    }
  }
}
