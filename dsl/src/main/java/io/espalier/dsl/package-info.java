/// The surface of Espalier: the Java DSL's public types and annotations.
@NullMarked
package io.espalier.dsl;

import org.jspecify.annotations.NullMarked;
