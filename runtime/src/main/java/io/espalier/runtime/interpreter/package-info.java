/// Runs programs: one virtual thread per branch, one session per branch.
@NullMarked
package io.espalier.runtime.interpreter;

import org.jspecify.annotations.NullMarked;
