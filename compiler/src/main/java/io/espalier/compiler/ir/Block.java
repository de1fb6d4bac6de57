package io.espalier.compiler.ir;

import java.util.List;

/// Instructions in order. The first `constantPrefix` of them only append constant text or open and
/// close turns: whoever runs the block starts with the same tokens, whatever its data.
public record Block(List<Instruction> instructions, int constantPrefix) {
  public Block {
    instructions = List.copyOf(instructions);
    if (constantPrefix < 0 || constantPrefix > instructions.size()) {
      throw new IllegalArgumentException(
          "constant prefix " + constantPrefix + " of " + instructions.size() + " instructions");
    }
  }

  /// A block whose prefix is not marked yet.
  public static Block of(List<Instruction> instructions) {
    return new Block(instructions, 0);
  }
}
