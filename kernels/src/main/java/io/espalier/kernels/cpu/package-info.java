/// Operations on the CPU with the Vector API and a pool of worker threads.
@NullMarked
package io.espalier.kernels.cpu;

import org.jspecify.annotations.NullMarked;
