package io.espalier.compiler.analysis;

import io.espalier.dsl.ast.Declaration;
import io.espalier.dsl.ast.ProgramFile;
import io.espalier.dsl.diagnostic.Diagnostic;
import io.espalier.dsl.diagnostic.Diagnostics;
import io.espalier.dsl.diagnostic.SourceText;
import io.espalier.dsl.diagnostic.Span;
import java.util.LinkedHashMap;
import java.util.Map;

/// One file of a program with the names that it declares and imports.
public final class Module {
  private final String path;
  private final String prefix;
  private final ProgramFile file;
  private final Diagnostics diagnostics;
  final Map<String, Module> imports = new LinkedHashMap<>();
  final Map<String, Declaration> types = new LinkedHashMap<>();
  final Map<String, Declaration> callables = new LinkedHashMap<>();

  Module(String path, String prefix, ProgramFile file, Diagnostics diagnostics) {
    this.path = path;
    this.prefix = prefix;
    this.file = file;
    this.diagnostics = diagnostics;
  }

  /// The file's path, relative to the program's folder.
  String path() {
    return path;
  }

  /// The syntax tree.
  public ProgramFile file() {
    return file;
  }

  /// The text.
  public SourceText source() {
    return file.source();
  }

  /// The name that a declaration of this file has in the whole program.
  public String qualify(String name) {
    return prefix + name;
  }

  void report(Diagnostic diagnostic) {
    diagnostics.add(diagnostic);
  }

  void error(CheckCode code, Span span, String message) {
    report(Diagnostic.error(code, source(), span, message));
  }

  void error(CheckCode code, Span span, String message, String hint) {
    report(Diagnostic.error(code, source(), span, message).hinting(hint));
  }

  void error(CheckCode code, Span span, String message, String expected, String hint) {
    report(Diagnostic.error(code, source(), span, message).expecting(expected).hinting(hint));
  }

  void warning(CheckCode code, Span span, String message, String hint) {
    report(Diagnostic.warning(code, source(), span, message).hinting(hint));
  }

  @Override
  public String toString() {
    return path;
  }
}
