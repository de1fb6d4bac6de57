package io.espalier.compiler.analysis;

import io.espalier.compiler.types.IrType;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The variables visible at a place, and what tests on the way there say about their types.
final class Scope {
  private final @Nullable Scope outer;
  private final Map<String, Variable> variables = new LinkedHashMap<>();
  private final IdentityHashMap<Variable, IrType> narrowed = new IdentityHashMap<>();

  Scope(@Nullable Scope outer) {
    this.outer = outer;
  }

  /// The variable called `name`, in this scope or an outer one.
  Optional<Variable> find(String name) {
    for (Scope scope = this; scope != null; scope = scope.outer) {
      Variable variable = scope.variables.get(name);
      if (variable != null) {
        return Optional.of(variable);
      }
    }
    return Optional.empty();
  }

  boolean declaresItself(String name) {
    return variables.containsKey(name);
  }

  void declare(Variable variable) {
    variables.put(variable.name(), variable);
  }

  /// The type of a variable as far as it is known here.
  IrType type(Variable variable) {
    for (Scope scope = this; scope != null; scope = scope.outer) {
      IrType type = scope.narrowed.get(variable);
      if (type != null) {
        return type;
      }
    }
    return variable.type();
  }

  void narrow(Map<Variable, IrType> types) {
    types.forEach(narrowed::put);
  }

  List<String> names() {
    List<String> names = new ArrayList<>();
    for (Scope scope = this; scope != null; scope = scope.outer) {
      names.addAll(scope.variables.keySet());
    }
    return names;
  }

  List<Variable> own() {
    return List.copyOf(variables.values());
  }
}
