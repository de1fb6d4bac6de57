/// What a model's configuration says: `config.json` of a Hugging Face folder or GGUF metadata, in
/// one vocabulary.
@NullMarked
package io.espalier.runtime.model.config;

import org.jspecify.annotations.NullMarked;
