/// GGUF, the single-file model format of ggml
/// ([specification](https://github.com/ggml-org/ggml/blob/master/docs/gguf.md)), versions 2 and 3.
@NullMarked
package io.espalier.runtime.model.gguf;

import org.jspecify.annotations.NullMarked;
