package io.espalier.runtime.interpreter;

import io.espalier.compiler.ir.Instruction;
import io.espalier.compiler.ir.IrProgram;
import io.espalier.compiler.types.TypeText;
import io.espalier.constrained.ConstraintSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The constraints of a program, read once. Immutable.
final class ProgramConstraints {
  private final List<Optional<ConstraintSource>> sources;

  ProgramConstraints(IrProgram program) {
    var read = new ArrayList<Optional<ConstraintSource>>();
    program.constraints().forEach(text -> read.add(Generation.source(text)));
    sources = List.copyOf(read);
  }

  /// Returns what an instruction generates.
  Generation generation(Instruction.Generate generate) {
    return new Generation(
        generate.place(),
        generate.label(),
        generate.type(),
        TypeText.of(generate.type()),
        sources.get(generate.constraint()),
        generate.options(),
        generate.optionalOnTruncation(),
        _ -> {});
  }
}
