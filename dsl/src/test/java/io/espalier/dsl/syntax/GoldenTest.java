package io.espalier.dsl.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.dsl.diagnostic.DiagnosticRenderer;
import io.espalier.dsl.diagnostic.SourceText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// For each `NAME.sgl` the tree or the diagnostics lie in `NAME.out`; `-Dgolden.update=true` writes
/// them.
final class GoldenTest {
  private static final Path SOURCES = Path.of("src", "test", "resources");

  @TestFactory
  Stream<DynamicTest> treesAndDiagnosticsAreAsStored() {
    List<Path> paths = new ArrayList<>(Samples.files("golden"));
    paths.addAll(Samples.files("examples"));
    return paths.stream()
        .map(path -> DynamicTest.dynamicTest(path.getFileName().toString(), () -> check(path)));
  }

  private static void check(Path path) throws IOException {
    SourceText source = Samples.source(path);
    ReadResult read = ProgramReader.read(source);
    String actual = DiagnosticRenderer.plain().render(read.diagnostics());
    if (!read.hasErrors()) {
      actual += SyntaxPrinter.print(read.program());
    }
    Path expected = path.resolveSibling(source.name().replace(".sgl", ".out"));
    if (Boolean.getBoolean("golden.update")) {
      String folder = path.getName(path.getNameCount() - 2).toString();
      Files.writeString(SOURCES.resolve(folder).resolve(expected.getFileName()), actual);
    } else {
      assertThat(actual).isEqualTo(Files.readString(expected));
    }
  }
}
