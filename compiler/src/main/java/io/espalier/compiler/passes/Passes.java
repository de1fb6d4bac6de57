package io.espalier.compiler.passes;

import io.espalier.compiler.ir.IrProgram;

/// The order of the passes.
public final class Passes {
  private Passes() {}

  /// The program after all passes.
  public static IrProgram run(IrProgram program) {
    IrProgram folded = FoldConstants.run(program);
    IrProgram merged = MergeText.run(folded);
    return CompileConstraints.run(MarkPrefixes.run(merged));
  }
}
