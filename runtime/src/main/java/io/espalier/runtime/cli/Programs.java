package io.espalier.runtime.cli;

import io.espalier.compiler.CompileResult;
import io.espalier.compiler.Compiler;
import io.espalier.compiler.analysis.CheckCode;
import io.espalier.compiler.analysis.FolderResolver;
import io.espalier.dsl.diagnostic.Diagnostic;
import io.espalier.dsl.diagnostic.DiagnosticRenderer;
import io.espalier.dsl.diagnostic.SourceText;
import io.espalier.dsl.diagnostic.Span;
import io.espalier.runtime.interpreter.ArgumentException;
import io.espalier.runtime.interpreter.ProgramRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Programs named on the command line.
final class Programs {
  private static final int MAX_DEPTH = 16;

  private Programs() {}

  /// Compiles a file; warnings go to standard error.
  ///
  /// @throws io.espalier.dsl.diagnostic.DiagnosticException with all of the file's errors
  static ProgramRunner compile(Path file, Terminal terminal) {
    CompileResult result = compile(file);
    var program = new ProgramRunner(result.programOrThrow());
    report(result.diagnostics(), terminal);
    return program;
  }

  /// Returns the diagnostics of a file; one that cannot be read is a diagnostic of its own.
  static List<Diagnostic> diagnose(Path file) {
    try {
      return Compiler.compile(file).diagnostics();
    } catch (IOException e) {
      var nothing = new SourceText(file.toString(), "");
      return List.of(
          Diagnostic.error(
              CheckCode.UNREADABLE,
              nothing,
              Span.at(0),
              "the file cannot be read: " + e.getMessage()));
    }
  }

  private static CompileResult compile(Path file) {
    if (Files.notExists(file)) {
      throw new ArgumentException("there is no file " + file);
    }
    try {
      return Compiler.compile(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /// Returns the text of a program.
  static String read(Path file) {
    try {
      return FolderResolver.readText(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static ArgumentException unreadable(Path file, IOException why) {
    return new ArgumentException("%s cannot be read: %s".formatted(file, why.getMessage()));
  }

  static void report(List<Diagnostic> diagnostics, Terminal terminal) {
    if (!diagnostics.isEmpty()) {
      DiagnosticRenderer renderer =
          terminal.colour() ? DiagnosticRenderer.coloured() : DiagnosticRenderer.plain();
      terminal.error(renderer.render(diagnostics).stripTrailing());
    }
  }

  /// Returns the files, and the `.sgl` files below the folders, in order of their paths.
  static List<Path> find(List<Path> named) throws IOException {
    var files = new ArrayList<Path>();
    for (Path path : named) {
      if (Files.isDirectory(path)) {
        try (Stream<Path> below = Files.walk(path, MAX_DEPTH)) {
          below.filter(file -> file.toString().endsWith(".sgl")).sorted().forEach(files::add);
        }
      } else if (Files.exists(path)) {
        files.add(path);
      } else {
        throw new ArgumentException("there is no file or folder " + path);
      }
    }
    if (files.isEmpty()) {
      throw new ArgumentException("no .sgl file in " + named);
    }
    return files;
  }
}
