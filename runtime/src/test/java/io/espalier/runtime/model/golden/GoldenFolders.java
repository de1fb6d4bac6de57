package io.espalier.runtime.model.golden;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Objects;

/// The tiny models among the test resources.
public final class GoldenFolders {
  private GoldenFolders() {}

  /// Returns the folder of all of them.
  public static Path all() {
    URL readme = Objects.requireNonNull(GoldenFolders.class.getResource("README.md"));
    try {
      return Objects.requireNonNull(Path.of(readme.toURI()).getParent());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Returns the folder of one.
  public static Path of(String name) {
    return all().resolve(name);
  }
}
