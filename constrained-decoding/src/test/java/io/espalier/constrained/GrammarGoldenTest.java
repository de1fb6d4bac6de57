package io.espalier.constrained;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/// Each front end's reading of a grammar, as the printer writes it. `-Dgolden.write=FOLDER` writes
/// the files anew.
final class GrammarGoldenTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"arithmetic.ebnf", "macros.ebnf", "list.lark", "tool.lark", "calls.tag.json"})
  void aGrammarIsReadAsBefore(String file) throws IOException {
    String printed = new ConstraintCompiler().compile(source(file, text(file))).describe();
    String folder = System.getProperty("golden.write");
    if (folder != null) {
      Files.writeString(Path.of(folder, file + ".golden"), printed);
    }
    assertThat(printed).isEqualTo(text(file + ".golden"));
  }

  private static ConstraintSource source(String file, String text) {
    if (file.endsWith(".lark")) {
      return new ConstraintSource.Lark(text);
    }
    return file.endsWith(".json")
        ? new ConstraintSource.StructuralTag(JsonMapper.builder().build().readTree(text))
        : new ConstraintSource.Ebnf(text);
  }

  private static String text(String file) throws IOException {
    try (InputStream in = GrammarGoldenTest.class.getResourceAsStream("/grammar/" + file)) {
      if (in == null) {
        throw new IOException("there is no " + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
