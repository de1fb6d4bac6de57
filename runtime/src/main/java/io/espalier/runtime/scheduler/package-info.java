/// One thread that owns batch, cache and device: sequences in, tokens out.
@NullMarked
package io.espalier.runtime.scheduler;

import org.jspecify.annotations.NullMarked;
