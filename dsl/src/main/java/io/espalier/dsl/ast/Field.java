package io.espalier.dsl.ast;

import io.espalier.dsl.diagnostic.Span;

/// A field of a record, in generation order. `documentation` is the text of its `///` lines, empty
/// if it has none.
public record Field(Span span, String documentation, Name name, TypeNode type) implements Node {}
