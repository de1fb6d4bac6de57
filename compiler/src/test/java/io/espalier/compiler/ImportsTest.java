package io.espalier.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.compiler.analysis.FolderResolver;
import io.espalier.compiler.analysis.ImportResolver;
import io.espalier.compiler.ir.Routine;
import io.espalier.dsl.diagnostic.Diagnostic;
import io.espalier.dsl.diagnostic.SourceText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImportsTest {
  private static CompileResult compile(String text, Map<String, String> files) {
    return Compiler.compile(new SourceText("main.sgl", text), ImportResolver.of(files));
  }

  @Test
  void findsFilesRelativeToTheOneThatNamesThem() {
    CompileResult result =
        compile(
            "import \"lib/a.sgl\" as a\nprompt p() -> int { return call a.one() }",
            Map.of(
                "lib/a.sgl", "import \"../b.sgl\" as b\nprompt one() -> int { return b.two() }",
                "b.sgl", "fn two() -> int = 2"));
    assertThat(result.diagnostics()).isEmpty();
    assertThat(result.programOrThrow().prompts())
        .extracting(Routine::name)
        .containsExactly("lib/a.one", "p");
    assertThat(result.programOrThrow().function("b.two")).isPresent();
  }

  @Test
  void readsAFileThatTwoOthersImportOnce() {
    CompileResult result =
        compile(
            "import \"a.sgl\" as a\nimport \"b.sgl\" as b\nprompt p(x: a.R) -> b.R { return x }",
            Map.of(
                "a.sgl", "import \"c.sgl\" as c\ntype R = c.R",
                "b.sgl", "import \"c.sgl\" as c\ntype R = c.R",
                "c.sgl", "record R { n: int }"));
    assertThat(result.diagnostics()).isEmpty();
    assertThat(result.programOrThrow().types()).hasSize(1);
  }

  @Test
  void reportsMistakesOfImportedFilesInTheirOwnPlace() {
    CompileResult result =
        compile(
            "import \"a.sgl\" as a\nprompt p() { include a.q() }",
            Map.of("a.sgl", "prompt q() {\n  \"\\{x}\"\n}"));
    assertThat(result.diagnostics())
        .extracting(Diagnostic::headline)
        .containsExactly("a.sgl:2:6: error SGL1001: there is no variable 'x'");
  }

  @Test
  void refusesMoreFilesThanAProgramMayHave() {
    Map<String, String> files = new HashMap<>();
    for (int i = 0; i < 80; i++) {
      files.put("f" + i + ".sgl", "import \"f" + (i + 1) + ".sgl\" as next\n");
    }
    files.put("f80.sgl", "");
    CompileResult result = compile("import \"f0.sgl\" as f\nprompt p() { \"x\" }", files);
    assertThat(result.diagnostics())
        .extracting(diagnostic -> diagnostic.code().id())
        .containsExactly("SGL5004");
  }

  @Test
  void refusesALinkOutOfTheFolder(@TempDir Path folder) throws IOException {
    Path inside = Files.createDirectory(folder.resolve("program"));
    Files.writeString(folder.resolve("secret.sgl"), "fn a() -> int = 1");
    Files.createSymbolicLink(inside.resolve("link.sgl"), folder.resolve("secret.sgl"));
    CompileResult result =
        Compiler.compile(
            new SourceText("main.sgl", "import \"link.sgl\" as l\nprompt p() { \"x\" }"),
            new FolderResolver(inside));
    assertThat(result.diagnostics())
        .extracting(Diagnostic::message)
        .containsExactly("cannot read 'link.sgl': it leads out of the program's folder");
  }
}
