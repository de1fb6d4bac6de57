package io.espalier.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.compiler.analysis.CheckCode;
import io.espalier.dsl.diagnostic.Diagnostic;
import io.espalier.dsl.diagnostic.DiagnosticRenderer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each file of `golden/diagnostics` is named for the mistake that it is about.
final class DiagnosticsTest {
  static List<Path> programs() {
    return Golden.programs("diagnostics");
  }

  @ParameterizedTest
  @MethodSource("programs")
  void saysWhatIsWrong(Path program) {
    CompileResult result = Golden.compile(program);
    Golden.check(program, ".out", DiagnosticRenderer.plain().render(result.diagnostics()));
    String name = program.getFileName().toString().replace(".sgl", "");
    assertThat(result.diagnostics())
        .extracting(Diagnostic::code)
        .as("the mistake that the file is named for")
        .contains(
            CheckCode.valueOf(name.replaceFirst("-.*", "").toUpperCase(java.util.Locale.ROOT)));
    assertThat(result.hasErrors())
        .isEqualTo(result.diagnostics().stream().anyMatch(Diagnostic::isError));
  }

  @Test
  void hasAGoldenFileForEveryMistake() {
    Set<String> missing = new TreeSet<>();
    for (CheckCode code : CheckCode.values()) {
      missing.add(code.name());
    }
    List<String> named = new ArrayList<>();
    for (Path program : programs()) {
      String name = program.getFileName().toString().replace(".sgl", "").replaceFirst("-.*", "");
      named.add(name.toUpperCase(java.util.Locale.ROOT));
    }
    missing.removeAll(named);
    // Would need a folder of files; ImportsTest shows it.
    missing.remove("TOO_MANY_FILES");
    assertThat(missing).isEmpty();
  }
}
