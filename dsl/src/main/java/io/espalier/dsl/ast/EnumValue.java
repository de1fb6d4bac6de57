package io.espalier.dsl.ast;

import io.espalier.dsl.diagnostic.Span;

/// A value of an enum. `documentation` is the text of its `///` lines, empty if it has none.
public record EnumValue(Span span, String documentation, Name name) implements Node {}
