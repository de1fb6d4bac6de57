package io.espalier.notebooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every notebook runs from top to bottom, on the bundled model, and its own checks hold.
final class NotebooksTest {

  static List<Path> notebooks() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("."))) {
      return files
          .filter(
              file -> file.toString().endsWith(".jsh") && !file.endsWith(Path.of("startup.jsh")))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("notebooks")
  void runs(Path notebook) throws IOException {
    try (var shell =
        JShell.builder()
            .remoteVMOptions(
                "--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED")
            .compilerOptions("--add-modules=jdk.incubator.vector")
            .build()) {
      shell.addToClasspath(System.getProperty("java.class.path"));
      run(shell, Files.readString(Path.of("startup.jsh")));
      run(shell, Files.readString(notebook));
    }
  }

  private static void run(JShell shell, String text) {
    String rest = text;
    while (!rest.isEmpty()) {
      var snippet = shell.sourceCodeAnalysis().analyzeCompletion(rest);
      String source = snippet.source() == null ? snippet.remaining() : snippet.source();
      rest = snippet.source() == null ? "" : snippet.remaining();
      for (SnippetEvent event : shell.eval(source)) {
        assertThat(event.exception()).as(event.snippet().source()).isNull();
        assertThat(event.status())
            .as("%s: %s", source, shell.diagnostics(event.snippet()).toList())
            .isNotEqualTo(Snippet.Status.REJECTED);
      }
    }
  }
}
