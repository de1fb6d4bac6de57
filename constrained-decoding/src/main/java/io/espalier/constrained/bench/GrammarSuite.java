package io.espalier.constrained.bench;

import io.espalier.constrained.Constraint;
import io.espalier.constrained.ConstraintCompiler;
import io.espalier.constrained.ConstraintException;
import io.espalier.constrained.ConstraintSource;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/// Runs files of EBNF and GBNF grammars with texts they accept and reject: lines
/// `{"id","kind","grammar","accept":[…],"reject":[…],"prefix_only":[…]}`.
public final class GrammarSuite {
  private GrammarSuite() {}

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
    String id = line.get("id").stringValue();
    try {
      Constraint constraint =
          new ConstraintCompiler()
              .compile(
                  new ConstraintSource.Ebnf(
                      line.get("grammar").stringValue(), line.path("root").asString("root")));
      String wrong = wrong(line, constraint);
      counts[wrong.isEmpty() ? 0 : 1]++;
      if (!wrong.isEmpty()) {
        System.out.printf("WRONG %s %s %s%n", id, line.get("grammar"), wrong);
      }
    } catch (ConstraintException e) {
      boolean expected = line.has("compile_error");
      counts[expected ? 0 : 2]++;
      if (!expected) {
        System.out.printf("REFUSED %s %s%n", id, e.getMessage());
      }
    }
  }

  private static String wrong(JsonNode line, Constraint constraint) {
    for (JsonNode text : line.path("accept")) {
      if (!constraint.matches(text.stringValue())) {
        return "rejects '" + text.stringValue() + "'";
      }
    }
    for (String list : new String[] {"reject", "prefix_only"}) {
      for (JsonNode text : line.path(list)) {
        if (constraint.matches(text.stringValue())) {
          return "accepts '" + text.stringValue() + "'";
        }
      }
    }
    return "";
  }
}
