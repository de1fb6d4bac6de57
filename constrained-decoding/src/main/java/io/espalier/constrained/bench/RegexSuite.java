package io.espalier.constrained.bench;

import io.espalier.constrained.Constraint;
import io.espalier.constrained.ConstraintCompiler;
import io.espalier.constrained.ConstraintException;
import io.espalier.constrained.ConstraintSource;
import io.espalier.constrained.RegexDialect;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/// Runs files of regexes with strings they match and strings they do not: lines
/// `{"id","dialect","mode","pattern","accept":[…],"reject":[…]}`.
public final class RegexSuite {
  private RegexSuite() {}

  /// Prints a line per wrong or refused case and a summary per file.
  public static void main(String[] files) {
    for (String file : files) {
      int[] counts = new int[3];
      JsonLines.each(Path.of(file), line -> run(line, counts));
      System.out.printf(
          "%s: right %d, wrong %d, refused %d%n",
          Path.of(file).getFileName(), counts[0], counts[1], counts[2]);
    }
  }

  private static void run(JsonNode line, int[] counts) {
    String pattern = line.get("pattern").stringValue();
    boolean search = line.path("mode").asString("full").equals("search");
    RegexDialect dialect =
        switch (line.path("dialect").asString("re2")) {
          case "ecma262" -> search ? RegexDialect.ECMA_SEARCH : RegexDialect.ECMA_FULL;
          case "rust" -> RegexDialect.RUST_FULL;
          default -> search ? RegexDialect.RE2_SEARCH : RegexDialect.RE2_FULL;
        };
    String id = line.get("id").stringValue();
    try {
      Constraint constraint =
          new ConstraintCompiler().compile(new ConstraintSource.Regex(pattern, dialect));
      String wrong = wrong(line, constraint);
      if (!wrong.isEmpty()) {
        System.out.printf("WRONG %s %s %s%n", id, pattern, wrong);
      }
      counts[wrong.isEmpty() ? 0 : 1]++;
    } catch (ConstraintException e) {
      System.out.printf("REFUSED %s %s %s%n", id, pattern, e.getMessage());
      counts[2]++;
    }
  }

  private static String wrong(JsonNode line, Constraint constraint) {
    for (JsonNode text : line.path("accept")) {
      if (!constraint.matches(text.stringValue())) {
        return "rejects '" + text.stringValue() + "'";
      }
    }
    for (JsonNode text : line.path("reject")) {
      if (constraint.matches(text.stringValue())) {
        return "accepts '" + text.stringValue() + "'";
      }
    }
    return "";
  }
}
