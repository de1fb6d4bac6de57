@NullMarked
package io.espalier.runtime.backend.dialect;

import org.jspecify.annotations.NullMarked;
