/// Token masks: the vocabulary as a trie, walked in step with an automaton.
@NullMarked
package io.espalier.constrained.mask;

import org.jspecify.annotations.NullMarked;
