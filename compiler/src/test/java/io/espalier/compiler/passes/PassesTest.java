package io.espalier.compiler.passes;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.compiler.Golden;
import io.espalier.compiler.analysis.Checker;
import io.espalier.compiler.analysis.ImportResolver;
import io.espalier.compiler.analysis.Program;
import io.espalier.compiler.ir.IrPrinter;
import io.espalier.compiler.ir.IrProgram;
import io.espalier.compiler.lowering.Lowering;
import io.espalier.dsl.diagnostic.Diagnostics;
import io.espalier.dsl.diagnostic.SourceText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Each pass alone, on `golden/<pass>/*.sgl` as lowered.
final class PassesTest {
  @ParameterizedTest
  @CsvSource({"lowering", "fold-constants", "merge-text", "mark-prefixes", "compile-constraints"})
  void changesAProgramAsTheGoldenFilesSay(String name) throws IOException {
    UnaryOperator<IrProgram> pass =
        switch (name) {
          case "fold-constants" -> FoldConstants::run;
          case "merge-text" -> MergeText::run;
          case "mark-prefixes" -> MarkPrefixes::run;
          case "compile-constraints" -> CompileConstraints::run;
          default -> UnaryOperator.identity();
        };
    assertThat(Golden.programs(name)).isNotEmpty();
    for (Path path : Golden.programs(name)) {
      IrProgram lowered = lowered(path);
      IrProgram changed = pass.apply(lowered);
      Golden.check(path, ".out", IrPrinter.print(changed));
      assertThat(pass.apply(changed)).as("a second run changes nothing").isEqualTo(changed);
    }
  }

  private static IrProgram lowered(Path path) throws IOException {
    var diagnostics = new Diagnostics();
    var source = new SourceText(path.getFileName().toString(), Files.readString(path));
    Program program = Checker.check(source, ImportResolver.none(), diagnostics).orElseThrow();
    assertThat(diagnostics.hasErrors()).isFalse();
    return Lowering.lower(program, diagnostics);
  }
}
