package io.espalier.compiler;

import io.espalier.compiler.analysis.Checker;
import io.espalier.compiler.analysis.FolderResolver;
import io.espalier.compiler.analysis.ImportResolver;
import io.espalier.compiler.analysis.Program;
import io.espalier.compiler.ir.IrProgram;
import io.espalier.compiler.lowering.Lowering;
import io.espalier.compiler.passes.Passes;
import io.espalier.dsl.diagnostic.Diagnostics;
import io.espalier.dsl.diagnostic.SourceText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// Compiles programs: reads, checks, lowers and runs the passes. Thread-safe.
public final class Compiler {
  private Compiler() {}

  /// Compiles the file at `path`; what it imports comes from its folder.
  ///
  /// @throws IOException if the file itself cannot be read as UTF-8 text
  public static CompileResult compile(Path path) throws IOException {
    String text = FolderResolver.readText(path);
    Path folder = path.toAbsolutePath().normalize().getParent();
    ImportResolver files = folder == null ? ImportResolver.none() : new FolderResolver(folder);
    return compile(new SourceText(path.toString(), text), files);
  }

  /// Compiles a text; what it imports comes from `files`, by paths relative to the text's folder.
  public static CompileResult compile(SourceText source, ImportResolver files) {
    var diagnostics = new Diagnostics();
    Optional<Program> checked = Checker.check(source, files, diagnostics);
    if (checked.isEmpty() || diagnostics.hasErrors()) {
      return new CompileResult(Optional.empty(), diagnostics.sorted());
    }
    IrProgram lowered = Lowering.lower(checked.get(), diagnostics);
    if (diagnostics.hasErrors()) {
      return new CompileResult(Optional.empty(), diagnostics.sorted());
    }
    return new CompileResult(Optional.of(Passes.run(lowered)), diagnostics.sorted());
  }
}
