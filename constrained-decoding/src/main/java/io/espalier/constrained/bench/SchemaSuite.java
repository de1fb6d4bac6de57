package io.espalier.constrained.bench;

import io.espalier.constrained.Constraint;
import io.espalier.constrained.ConstraintCompiler;
import io.espalier.constrained.ConstraintException;
import io.espalier.constrained.ConstraintSource;
import io.espalier.constrained.JsonOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// Runs the files of a JSON-Schema-Test-Suite, or files of schemas with labelled texts, byte by
/// byte.
public final class SchemaSuite {
  private final Map<String, int[]> table = new TreeMap<>();
  private final Map<String, JsonNode> remotes = new HashMap<>();
  private int shown;

  private SchemaSuite() {}

  /// Arguments: `[--remotes DIR] FILE…`; `.json` files are of the test suite (formats are
  /// annotations there), `.jsonl.gz` files hold a schema a line. Prints a table: right, accepts an
  /// invalid value, rejects a valid one, refused.
  public static void main(String[] arguments) throws IOException {
    SchemaSuite suite = new SchemaSuite();
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i].equals("--remotes")) {
        suite.addRemotes(Path.of(arguments[++i]));
      } else if (arguments[i].endsWith(".json")) {
        suite.runSuiteFile(Path.of(arguments[i]));
      } else {
        Path file = Path.of(arguments[i]);
        JsonLines.each(file, line -> suite.runLine(file, line));
      }
    }
    suite.print();
  }

  private void addRemotes(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
        String name = folder.relativize(file).toString();
        remotes.put(
            "http://localhost:1234/" + name, JsonLines.mapper().readTree(Files.readString(file)));
      }
    }
  }

  private void count(String row, int column) {
    table.computeIfAbsent(row, _ -> new int[4])[column]++;
  }

  private void show(String kind, String where, String what) {
    if (shown++ < 400) {
      System.out.println(
          kind + " " + where + " " + what.substring(0, Math.min(300, what.length())));
    }
  }

  private void runSuiteFile(Path file) throws IOException {
    String name = file.getFileName().toString();
    Path folder = file.toAbsolutePath().getParent();
    boolean asserted =
        name.equals("format-assertion.json") || (folder != null && folder.endsWith("format"));
    for (JsonNode group : JsonLines.mapper().readTree(Files.readString(file))) {
      run(
          name,
          name + " / " + group.get("description").stringValue(),
          group.get("schema"),
          group.get("tests"),
          JsonOptions.ANY.withAssertFormats(asserted));
    }
  }

  private void runLine(Path file, JsonNode line) {
    run(
        file.getFileName().toString(),
        line.get("name").stringValue(),
        line.get("schema"),
        line.get("tests"),
        JsonOptions.ANY);
  }

  private void run(String row, String where, JsonNode schema, JsonNode tests, JsonOptions options) {
    Constraint constraint;
    long began = System.nanoTime();
    try {
      constraint =
          new ConstraintCompiler()
              .compile(new ConstraintSource.JsonSchema(schema, options, remotes));
    } catch (ConstraintException e) {
      show("REFUSED", where, String.valueOf(e.getMessage()));
      for (int i = 0; i < tests.size(); i++) {
        count(row, 3);
      }
      return;
    }
    for (JsonNode test : tests) {
      if (test.path("disputed").asBoolean(false)) {
        continue;
      }
      boolean valid = test.get("valid").booleanValue();
      String text = test.has("text") ? test.get("text").stringValue() : test.get("data").toString();
      try {
        boolean accepted = constraint.matches(text);
        count(row, accepted == valid ? 0 : accepted ? 1 : 2);
        if (accepted != valid) {
          show(accepted ? "ACCEPTS" : "REJECTS", where, firstDifference(constraint, text));
        }
      } catch (ConstraintException e) {
        show("FAILED", where, String.valueOf(e.getMessage()));
        count(row, 3);
      }
    }
    slow(where, began);
  }

  private void slow(String where, long began) {
    long millis = (System.nanoTime() - began) / 1_000_000;
    if (millis > 200) {
      show("SLOW", where, millis + " ms");
    }
  }

  private static String firstDifference(Constraint constraint, String text) {
    byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    int at = constraint.firstMismatch(bytes);
    return at < 0
        ? text
        : "at " + at + ": " + text.substring(Math.max(0, Math.min(at, text.length()) - 60));
  }

  private void print() {
    int[] all = new int[4];
    System.out.println("| file | right | accepts invalid | rejects valid | refused |");
    for (Map.Entry<String, int[]> row : table.entrySet()) {
      int[] c = row.getValue();
      System.out.printf("| %s | %d | %d | %d | %d |%n", row.getKey(), c[0], c[1], c[2], c[3]);
      for (int i = 0; i < 4; i++) {
        all[i] += c[i];
      }
    }
    System.out.printf(
        "| total of %d | %d | %d | %d | %d |%n",
        List.of(all[0], all[1], all[2], all[3]).stream().mapToInt(i -> i).sum(),
        all[0],
        all[1],
        all[2],
        all[3]);
  }
}
