package io.espalier.compiler.passes;

import io.espalier.compiler.ir.Block;
import io.espalier.compiler.ir.Instruction;
import io.espalier.compiler.ir.IrProgram;

/// Marks the constant prefix of every block: what it appends before any data or decision. The
/// prefix of a prompt is the same for all its runs, that of a fork's body the same for all its
/// branches, so each is tokenised and prefilled once.
public final class MarkPrefixes {
  private MarkPrefixes() {}

  /// The program with prefixes marked.
  public static IrProgram run(IrProgram program) {
    return BlockMap.blocks(program, MarkPrefixes::marked);
  }

  private static Block marked(Block block) {
    int prefix = 0;
    while (prefix < block.instructions().size() && isConstant(block.instructions().get(prefix))) {
      prefix++;
    }
    return new Block(block.instructions(), prefix);
  }

  private static boolean isConstant(Instruction instruction) {
    return instruction instanceof Instruction.AppendText
        || instruction instanceof Instruction.BeginTurn
        || instruction instanceof Instruction.EndTurn;
  }
}
