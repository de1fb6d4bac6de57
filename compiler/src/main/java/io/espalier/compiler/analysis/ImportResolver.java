package io.espalier.compiler.analysis;

import java.io.IOException;
import java.util.Map;

/// Where imported files come from. Paths are normalised, relative to the program's folder, with `/`
/// between names and never out of it.
@FunctionalInterface
public interface ImportResolver {

  /// The text of the file at `path`.
  ///
  /// @throws IOException if there is none, it is no UTF-8 or it is larger than a file may be; the
  ///   message says which
  String read(String path) throws IOException;

  /// A resolver for programs that come without files.
  static ImportResolver none() {
    return path -> {
      throw new IOException("this program comes without files");
    };
  }

  /// A resolver over texts by path.
  static ImportResolver of(Map<String, String> files) {
    Map<String, String> copy = Map.copyOf(files);
    return path -> {
      String text = copy.get(path);
      if (text == null) {
        throw new IOException("there is no such file");
      }
      return text;
    };
  }
}
