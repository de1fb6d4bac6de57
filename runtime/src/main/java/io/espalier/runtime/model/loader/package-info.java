/// From a path to a model that is ready to run, with its tokenizer and chat template.
@NullMarked
package io.espalier.runtime.model.loader;

import org.jspecify.annotations.NullMarked;
