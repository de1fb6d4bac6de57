package io.espalier.compiler.ir;

import io.espalier.compiler.types.IrType;
import java.util.List;

/// A tool that the host must register before the program runs: the program's only way out.
public record ToolSignature(
    String name, String description, List<Parameter> parameters, IrType result) {
  public ToolSignature {
    parameters = List.copyOf(parameters);
  }
}
