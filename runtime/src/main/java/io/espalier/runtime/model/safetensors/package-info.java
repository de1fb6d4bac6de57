/// safetensors, the tensor format of Hugging Face
/// ([specification](https://github.com/huggingface/safetensors#format)), in one file or in shards.
@NullMarked
package io.espalier.runtime.model.safetensors;

import org.jspecify.annotations.NullMarked;
