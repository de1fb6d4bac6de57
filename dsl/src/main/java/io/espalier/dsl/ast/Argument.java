package io.espalier.dsl.ast;

import io.espalier.dsl.diagnostic.Span;
import org.jspecify.annotations.Nullable;

/// An argument of a call; `name` is null for one given by position. Positional ones come first.
public record Argument(Span span, @Nullable Name name, Expression value) implements Node {}
