package io.espalier.compiler.ir;

import io.espalier.compiler.types.IrType;
import java.util.List;

/// A pure function: an expression over a frame of its own whose first slots are its parameters.
public record Function(
    String name, List<Parameter> parameters, IrType result, List<Slot> slots, Expr body) {
  public Function {
    parameters = List.copyOf(parameters);
    slots = List.copyOf(slots);
    if (parameters.size() > slots.size()) {
      throw new IllegalArgumentException(
          name + " has " + parameters.size() + " parameters and " + slots.size() + " slots");
    }
  }
}
