/// Lazily built automata over bytes: the one interface masks are computed from.
@NullMarked
package io.espalier.constrained.automaton;

import org.jspecify.annotations.NullMarked;
