package io.espalier.runtime.server.programs;

import io.espalier.compiler.ir.IrProgram;
import io.espalier.runtime.interpreter.Tool;
import java.util.Map;

/// A program that the server was started with.
///
/// @param name as in its routes: the file's name without `.sgl`
/// @param source its text, which clients may read
/// @param tools what it may call
public record ServedProgram(
    String name, String source, IrProgram program, Map<String, Tool> tools) {
  public ServedProgram {
    tools = Map.copyOf(tools);
    if (name.isEmpty() || name.contains("/")) {
      throw new IllegalArgumentException("'%s' cannot be a part of a path".formatted(name));
    }
  }
}
