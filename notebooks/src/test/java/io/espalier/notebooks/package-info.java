/// Notebooks and example programs, executed.
@NullMarked
package io.espalier.notebooks;

import org.jspecify.annotations.NullMarked;
