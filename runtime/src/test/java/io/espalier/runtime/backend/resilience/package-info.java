@NullMarked
package io.espalier.runtime.backend.resilience;

import org.jspecify.annotations.NullMarked;
