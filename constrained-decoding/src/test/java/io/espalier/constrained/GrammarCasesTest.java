package io.espalier.constrained;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.constrained.bench.GrammarSuite;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Grammars of other projects' tests, with the texts those found accepted and rejected.
final class GrammarCasesTest {
  static List<String> cases() throws IOException {
    InputStream in = GrammarCasesTest.class.getResourceAsStream("/grammar/cases.jsonl");
    if (in == null) {
      throw new IOException("the cases are missing");
    }
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void textsAreJudgedAsRecorded(String line) {
    JsonNode node = SchemaCases.MAPPER.readTree(line);
    GrammarSuite.Outcome outcome = GrammarSuite.check(node);
    assertThat(outcome.kind())
        .as("%s: %s", node.get("id"), outcome.reason())
        .isEqualTo(GrammarSuite.Kind.RIGHT);
  }
}
