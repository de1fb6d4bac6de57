package io.espalier.compiler.lowering;

import io.espalier.compiler.analysis.Variable;
import io.espalier.compiler.ir.Slot;
import io.espalier.compiler.types.IrType;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/// The slots of one routine or function as they are given out. Every variable has a slot of its
/// own, so that a branch never sees another variable's value.
final class Frame {
  private final List<Slot> slots = new ArrayList<>();
  private final IdentityHashMap<Variable, Integer> variables = new IdentityHashMap<>();

  /// The slot of a variable.
  int of(Variable variable) {
    Integer known = variables.get(variable);
    if (known != null) {
      return known;
    }
    int slot = add(variable.name(), variable.type());
    variables.put(variable, slot);
    return slot;
  }

  /// A new slot for a value without a name.
  int temporary(IrType type) {
    return add("$" + slots.size(), type);
  }

  private int add(String name, IrType type) {
    slots.add(new Slot(name, type));
    return slots.size() - 1;
  }

  List<Slot> slots() {
    return List.copyOf(slots);
  }
}
