package io.espalier.dsl.ast;

import io.espalier.dsl.diagnostic.Span;

/// A generation option: `max: 40` in `with (…)`, in a hole or in `think { … }`.
///
/// The reader has already refused names that are no [OptionName] and names given twice.
public record Option(Span span, Name name, Expression value) implements Node {}
