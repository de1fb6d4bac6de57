@NullMarked
package io.espalier.runtime.backend.transport;

import org.jspecify.annotations.NullMarked;
