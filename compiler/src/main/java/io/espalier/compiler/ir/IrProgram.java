package io.espalier.compiler.ir;

import io.espalier.compiler.types.IrType;
import java.util.List;
import java.util.Optional;

/// A whole program, checked and lowered: everything that an engine needs to run it.
///
/// @param version of the representation, [#VERSION] for what this compiler writes
/// @param name the program's file name
/// @param types every named type (enums, records, unions), in order of first use
/// @param prompts every prompt, imported ones as `file.name`, in order of declaration
/// @param constraints what generations must look like, each once; see [Instruction.Generate]
/// @param entry the prompt that runs when none is named: the file's last; empty if it has none
public record IrProgram(
    int version,
    String name,
    List<IrType> types,
    List<Function> functions,
    List<ToolSignature> tools,
    List<Routine> prompts,
    List<Routine> tests,
    List<ConstraintText> constraints,
    String entry) {

  /// The version that this compiler writes and reads.
  public static final int VERSION = 1;

  public IrProgram {
    types = List.copyOf(types);
    functions = List.copyOf(functions);
    tools = List.copyOf(tools);
    prompts = List.copyOf(prompts);
    tests = List.copyOf(tests);
    constraints = List.copyOf(constraints);
  }

  /// The prompt called `name`, if there is one.
  public Optional<Routine> prompt(String name) {
    return prompts.stream().filter(routine -> routine.name().equals(name)).findFirst();
  }

  /// The function called `name`, if there is one.
  public Optional<Function> function(String name) {
    return functions.stream().filter(function -> function.name().equals(name)).findFirst();
  }

  /// The tool called `name`, if there is one.
  public Optional<ToolSignature> tool(String name) {
    return tools.stream().filter(tool -> tool.name().equals(name)).findFirst();
  }
}
