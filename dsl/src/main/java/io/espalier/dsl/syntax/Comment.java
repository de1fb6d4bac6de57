package io.espalier.dsl.syntax;

import io.espalier.dsl.diagnostic.Span;

/// A comment that is not part of the tree: `// …`, or a `/// …` that documents nothing. `text` is
/// the comment from its slashes to the end of its line, without trailing blanks.
public record Comment(Span span, String text) {}
