package io.espalier.dsl.syntax;

import io.espalier.dsl.diagnostic.SourceText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/// The `.sgl` files among the test resources.
final class Samples {
  private Samples() {}

  /// The example programs that must always be readable, in order of name.
  static List<SourceText> examples() {
    return files("examples").stream().map(Samples::source).toList();
  }

  /// Every sample there is, the wrong ones too.
  static List<SourceText> all() {
    var all = new java.util.ArrayList<>(examples());
    files("golden").forEach(path -> all.add(source(path)));
    return all;
  }

  /// The `.sgl` files of a resource folder, in order of name.
  static List<Path> files(String folder) {
    try (var files = Files.list(folder(folder))) {
      return files.filter(path -> path.toString().endsWith(".sgl")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A folder of the test resources.
  static Path folder(String name) {
    try {
      return Path.of(
          Objects.requireNonNull(Samples.class.getResource("/" + name), "no folder " + name)
              .toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A file under its bare name.
  static SourceText source(Path path) {
    try {
      return new SourceText(path.getFileName().toString(), Files.readString(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
