@NullMarked
package io.espalier.runtime.backend.remote;

import org.jspecify.annotations.NullMarked;
