package io.espalier.compiler.ir;

import io.espalier.compiler.types.IrType;
import java.util.List;

/// A prompt or a test: instructions over a frame.
///
/// @param name the prompt's name (`file.name` for one from an imported file), or the test's text
/// @param description the documentation comment
/// @param parameters fill the first slots, in order
/// @param result what [Instruction.Return] gives; [IrType.None] if the routine returns nothing, and
///   then reaching the end of the body is a return
/// @param slots every cell of the frame
public record Routine(
    Place place,
    String name,
    String description,
    List<Parameter> parameters,
    IrType result,
    List<Slot> slots,
    Block body) {
  public Routine {
    parameters = List.copyOf(parameters);
    slots = List.copyOf(slots);
    if (parameters.size() > slots.size()) {
      throw new IllegalArgumentException(
          name + " has " + parameters.size() + " parameters and " + slots.size() + " slots");
    }
  }
}
