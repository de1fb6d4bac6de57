@NullMarked
package io.espalier.runtime.backend;

import org.jspecify.annotations.NullMarked;
