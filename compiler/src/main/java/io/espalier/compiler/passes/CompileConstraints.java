package io.espalier.compiler.passes;

import io.espalier.compiler.ir.Block;
import io.espalier.compiler.ir.ConstraintText;
import io.espalier.compiler.ir.ConstraintTexts;
import io.espalier.compiler.ir.Instruction;
import io.espalier.compiler.ir.IrProgram;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes what each generation's type constrains its text to into the program's table, each
/// constraint once, so that an engine compiles each once.
public final class CompileConstraints {
  private final Map<ConstraintText, Integer> table = new LinkedHashMap<>();

  private CompileConstraints() {}

  /// The program with its table of constraints.
  public static IrProgram run(IrProgram program) {
    var pass = new CompileConstraints();
    IrProgram changed = BlockMap.blocks(program, pass::constrained);
    return new IrProgram(
        changed.version(),
        changed.name(),
        changed.types(),
        changed.functions(),
        changed.tools(),
        changed.prompts(),
        changed.tests(),
        List.copyOf(pass.table.keySet()),
        changed.entry());
  }

  private Block constrained(Block block) {
    List<Instruction> instructions = new ArrayList<>();
    for (Instruction instruction : block.instructions()) {
      instructions.add(
          instruction instanceof Instruction.Generate generate
              ? constrained(generate)
              : instruction);
    }
    return new Block(instructions, block.constantPrefix());
  }

  private Instruction constrained(Instruction.Generate generate) {
    ConstraintText text = ConstraintTexts.of(generate.type());
    int index = table.computeIfAbsent(text, _ -> table.size());
    return new Instruction.Generate(
        generate.place(),
        generate.label(),
        generate.slot(),
        generate.type(),
        index,
        generate.options(),
        generate.optionalOnTruncation());
  }
}
