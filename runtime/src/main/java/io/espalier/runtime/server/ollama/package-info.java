/// Ollama's dialect, as desktop tools speak it: lines of JSON, streaming unless told otherwise.
@NullMarked
package io.espalier.runtime.server.ollama;

import org.jspecify.annotations.NullMarked;
