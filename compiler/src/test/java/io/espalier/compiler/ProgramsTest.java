package io.espalier.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.compiler.explain.ExplainText;
import io.espalier.compiler.explain.Explainer;
import io.espalier.compiler.ir.IrJson;
import io.espalier.compiler.ir.IrPrinter;
import io.espalier.compiler.ir.IrProgram;
import io.espalier.dsl.diagnostic.Diagnostic;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each file of `golden/programs` compiles without any diagnostic to what lies beside it.
final class ProgramsTest {
  static List<Path> programs() {
    return Golden.programs("programs");
  }

  @ParameterizedTest
  @MethodSource("programs")
  void compiles(Path path) {
    CompileResult result = Golden.compile(path);
    assertThat(result.diagnostics()).extracting(Diagnostic::headline).isEmpty();
    Golden.check(path, ".ir", IrPrinter.print(result.programOrThrow()));
  }

  @ParameterizedTest
  @MethodSource("programs")
  void explains(Path path) {
    IrProgram program = Golden.compile(path).programOrThrow();
    String text = ExplainText.render(Explainer.explain(program));
    Golden.check(path, ".explain", text.substring(0, text.indexOf("\nintermediate")));
  }

  @ParameterizedTest
  @MethodSource("programs")
  void readsBackWhatItWritesAsJson(Path path) {
    IrProgram program = Golden.compile(path).programOrThrow();
    String json = IrJson.write(program);
    assertThat(IrJson.read(json)).isEqualTo(program);
    assertThat(IrJson.write(IrJson.read(json))).isEqualTo(json);
  }
}
