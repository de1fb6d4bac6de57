/// Text to token ids and back.
@NullMarked
package io.espalier.runtime.tokenizer;

import org.jspecify.annotations.NullMarked;
