package io.espalier.compiler.passes;

import io.espalier.compiler.ir.Block;
import io.espalier.compiler.ir.Instruction;
import io.espalier.compiler.ir.IrProgram;
import java.util.ArrayList;
import java.util.List;

/// Merges constant texts that stand side by side into one, so that they are one piece for the
/// tokenizer, and drops empty ones.
public final class MergeText {
  private MergeText() {}

  /// The program with texts merged.
  public static IrProgram run(IrProgram program) {
    return BlockMap.blocks(program, MergeText::merged);
  }

  private static Block merged(Block block) {
    List<Instruction> merged = new ArrayList<>();
    for (Instruction instruction : block.instructions()) {
      if (!(instruction instanceof Instruction.AppendText(var place, var text))) {
        merged.add(instruction);
      } else if (!merged.isEmpty()
          && merged.getLast() instanceof Instruction.AppendText(var first, var before)) {
        merged.set(merged.size() - 1, new Instruction.AppendText(first, before + text));
      } else if (!text.isEmpty()) {
        merged.add(new Instruction.AppendText(place, text));
      }
    }
    return Block.of(merged);
  }
}
