/// The engine: runs programs against a model.
@NullMarked
package io.espalier.runtime;

import org.jspecify.annotations.NullMarked;
