/// Text to syntax tree: the ANTLR grammar's only home, with the formatter.
@NullMarked
package io.espalier.dsl.syntax;

import org.jspecify.annotations.NullMarked;
