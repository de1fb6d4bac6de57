package io.espalier.dsl.ast;

import io.espalier.dsl.diagnostic.Span;
import org.jspecify.annotations.Nullable;

/// A parameter of a prompt, function or tool: `k: int = 3`. `documentation` is the text of its
/// `///` lines, empty if it has none.
public record Parameter(
    Span span, String documentation, Name name, TypeNode type, @Nullable Expression defaultValue)
    implements Node {}
