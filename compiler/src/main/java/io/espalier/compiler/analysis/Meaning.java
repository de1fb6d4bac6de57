package io.espalier.compiler.analysis;

import io.espalier.compiler.ir.Expr;
import io.espalier.compiler.types.IrType;
import io.espalier.dsl.ast.Expression;
import java.util.List;

/// What a name, member or call stands for.
public sealed interface Meaning {

  /// The value of a variable.
  record Use(Variable variable) implements Meaning {}

  /// A constant of an enum.
  record EnumConstant(IrType.Enumeration type, String value) implements Meaning {}

  /// A field of the receiver.
  record FieldOf(String field) implements Meaning {}

  /// The receiver itself: `.best` of a selection.
  record Receiver() implements Meaning {}

  /// What is known of the generation that the receiver names.
  record InfoOf(Expr.Fact info) implements Meaning {}

  /// A counter of `stats()`.
  record CounterOf(Expr.Counter counter) implements Meaning {}

  /// All counters, as a record.
  record Statistics() implements Meaning {}

  /// A call; `arguments` holds one expression for each parameter, defaults filled in.
  record Invocation(Callable callable, List<Expression> arguments) implements Meaning {
    public Invocation {
      arguments = List.copyOf(arguments);
    }
  }

  /// A built-in method. An argument that is a function of `it` has its variable.
  record BuiltIn(String name, List<BuiltInArgument> arguments) implements Meaning {
    public BuiltIn {
      arguments = List.copyOf(arguments);
    }
  }

  /// An argument of a built-in method; `item` has one variable if it is a function of `it`.
  record BuiltInArgument(Expression value, List<Variable> item) {
    public BuiltInArgument {
      item = List.copyOf(item);
    }
  }
}
