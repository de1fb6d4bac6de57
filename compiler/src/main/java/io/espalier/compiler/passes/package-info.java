/// Passes over the intermediate representation, one file each. Each takes a program and returns one
/// that runs the same; [io.espalier.compiler.passes.Passes] knows their order.
@NullMarked
package io.espalier.compiler.passes;

import org.jspecify.annotations.NullMarked;
