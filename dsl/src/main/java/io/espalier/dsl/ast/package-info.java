/// Syntax trees of `.sgl` files as sealed records.
@NullMarked
package io.espalier.dsl.ast;

import org.jspecify.annotations.NullMarked;
