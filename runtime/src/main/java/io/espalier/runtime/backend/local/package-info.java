/// The local engine as a backend: text and chat turns on top of the scheduler's token sequences.
@NullMarked
package io.espalier.runtime.backend.local;

import org.jspecify.annotations.NullMarked;
