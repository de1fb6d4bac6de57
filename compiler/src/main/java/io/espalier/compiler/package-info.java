/// The compiler: checked programs in, intermediate representation out.
@NullMarked
package io.espalier.compiler;

import org.jspecify.annotations.NullMarked;
