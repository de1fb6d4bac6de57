/// Completions of texts and conversations on the local engine: what every dialect of HTTP comes
/// down to.
@NullMarked
package io.espalier.runtime.server.generation;

import org.jspecify.annotations.NullMarked;
