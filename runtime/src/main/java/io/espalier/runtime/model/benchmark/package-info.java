/// Models of published shapes with random weights, and how fast they run.
@NullMarked
package io.espalier.runtime.model.benchmark;

import org.jspecify.annotations.NullMarked;
