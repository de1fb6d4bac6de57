package io.espalier.dsl.ast;

import io.espalier.dsl.diagnostic.SourceText;
import io.espalier.dsl.diagnostic.Span;
import java.util.List;

/// The tree of one `.sgl` file.
public record ProgramFile(SourceText source, List<Declaration> declarations) implements Node {

  public ProgramFile {
    declarations = List.copyOf(declarations);
  }

  /// The whole text.
  @Override
  public Span span() {
    return new Span(0, source.length());
  }
}
