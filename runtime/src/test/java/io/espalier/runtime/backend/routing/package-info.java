@NullMarked
package io.espalier.runtime.backend.routing;

import org.jspecify.annotations.NullMarked;
