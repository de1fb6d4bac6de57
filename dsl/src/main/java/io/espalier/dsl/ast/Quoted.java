package io.espalier.dsl.ast;

import io.espalier.dsl.diagnostic.Span;

/// A constant string with its place: a path, a title, a pattern. `text` is the value, with escapes
/// resolved.
public record Quoted(Span span, String text) implements Node {}
