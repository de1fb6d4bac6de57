/// What the interpreter needs from whoever generates: the local engine or a remote server.
@NullMarked
package io.espalier.runtime.backend;

import org.jspecify.annotations.NullMarked;
