/// Constraints on generated text: regexes, JSON Schemas and grammars as token masks.
@NullMarked
package io.espalier.constrained;

import org.jspecify.annotations.NullMarked;
