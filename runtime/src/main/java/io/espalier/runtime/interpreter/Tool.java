package io.espalier.runtime.interpreter;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A function of the host that a program may call.
@FunctionalInterface
public interface Tool {

  /// Returns the tool's result: a value of the tool's declared result type, or a Java object that
  /// stands for one (numbers, records, enums, lists, `Optional`). It is checked against the type.
  ///
  /// @param arguments in the order of the tool's parameters, as values of the language's types
  /// @throws Exception to fail the program with the exception's message
  @Nullable Object call(List<@Nullable Object> arguments) throws Exception;
}
