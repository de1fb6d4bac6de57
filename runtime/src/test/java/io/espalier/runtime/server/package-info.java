/// Tests of the server through real sockets.
@NullMarked
package io.espalier.runtime.server;

import org.jspecify.annotations.NullMarked;
