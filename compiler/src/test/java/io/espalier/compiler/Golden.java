package io.espalier.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Golden files: inputs with what they must give beside them. `-Dgolden.update=true` writes them
/// anew.
public final class Golden {
  private static final Path ROOT = Path.of("src/test/resources/golden");

  private Golden() {}

  /// The `.sgl` files of a folder of goldens, without those whose names begin with `_`.
  public static List<Path> programs(String folder) {
    try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
      return files
          .filter(file -> file.toString().endsWith(".sgl"))
          .filter(file -> !file.getFileName().toString().startsWith("_"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Compares `actual` with the golden file beside `input`.
  public static void check(Path input, String suffix, String actual) {
    Path golden =
        input.resolveSibling(input.getFileName().toString().replaceFirst("\\.sgl$", suffix));
    try {
      if (Boolean.getBoolean("golden.update")) {
        Files.writeString(golden, actual);
      }
      assertThat(actual)
          .as("%s (-Dgolden.update=true writes it anew)", golden)
          .isEqualTo(Files.readString(golden));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Compiles a file under its own name alone, so that messages do not depend on where it lies.
  public static CompileResult compile(Path file) {
    try {
      var source =
          new io.espalier.dsl.diagnostic.SourceText(
              file.getFileName().toString(), Files.readString(file));
      return Compiler.compile(
          source, new io.espalier.compiler.analysis.FolderResolver(file.resolveSibling("")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
