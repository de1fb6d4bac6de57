@NullMarked
package io.espalier.runtime.backend.configuration;

import org.jspecify.annotations.NullMarked;
