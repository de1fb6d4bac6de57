package io.espalier.constrained.bench;

import io.espalier.constrained.BoundConstraint;
import io.espalier.constrained.Constraint;
import io.espalier.constrained.ConstraintCompiler;
import io.espalier.constrained.ConstraintSource;
import io.espalier.constrained.JsonOptions;
import io.espalier.constrained.Matcher;
import io.espalier.constrained.TokenMask;
import io.espalier.constrained.Vocabulary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Measures the heap that many compiled schemas take: alone, and with the masks along one valid
/// text each. Schemas are compiled afresh every time, as those of different users are.
public final class MaskMemory {
  private MaskMemory() {}

  /// Arguments: `TOKENIZER.vocab.txt.gz COUNT CASES…`; the cases are repeated until there are
  /// `COUNT` constraints.
  public static void main(String[] arguments) throws IOException {
    Path tokenizer = Path.of(arguments[0]);
    int count = Integer.parseInt(arguments[1]);
    String file = tokenizer.getFileName().toString();
    String field = file.substring(0, file.indexOf('.'));
    long empty = used();
    Vocabulary vocabulary = VocabularyFile.read(tokenizer);
    List<JsonNode> lines = new ArrayList<>();
    for (int i = 2; i < arguments.length; i++) {
      JsonLines.each(Path.of(arguments[i]), lines::add);
    }
    long before = used();
    System.out.printf(
        "vocabulary and %d cases: %.1f MB%n", lines.size(), (before - empty) / 1048576.0);
    List<BoundConstraint> kept = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      JsonNode schema = lines.get(i % lines.size()).get("schema");
      Constraint constraint =
          new ConstraintCompiler()
              .compile(new ConstraintSource.JsonSchema(schema, JsonOptions.ANY));
      kept.add(constraint.bind(vocabulary));
    }
    report(count + " compiled schemas", used() - before, count);
    TokenMask mask = new TokenMask(vocabulary.size());
    for (int i = 0; i < count; i++) {
      walk(kept.get(i), lines.get(i % lines.size()), field, mask);
    }
    report("with the masks of one text each", used() - before, kept.size());
  }

  private static void walk(BoundConstraint bound, JsonNode line, String field, TokenMask mask) {
    for (JsonNode test : line.get("tests")) {
      if (test.get("valid").booleanValue()) {
        Matcher matcher = bound.matcher();
        for (JsonNode token : test.get(field)) {
          matcher.fillMask(mask);
          matcher.accept(token.intValue());
        }
        return;
      }
    }
  }

  private static void report(String what, long bytes, int count) {
    System.out.printf(
        "%s: %.1f MB, %.1f KB each%n", what, bytes / 1048576.0, bytes / 1024.0 / count);
  }

  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
