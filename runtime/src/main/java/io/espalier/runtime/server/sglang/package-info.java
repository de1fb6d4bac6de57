/// SGLang's own dialect: `/generate` and what its clients ask before it.
@NullMarked
package io.espalier.runtime.server.sglang;

import org.jspecify.annotations.NullMarked;
