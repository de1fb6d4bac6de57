/// Models: their files, their architectures, and one forward pass over a batch of sequences.
@NullMarked
package io.espalier.runtime.model;

import org.jspecify.annotations.NullMarked;
