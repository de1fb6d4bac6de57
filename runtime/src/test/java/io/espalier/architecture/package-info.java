/// The structure of the project, as tests.
@NullMarked
package io.espalier.architecture;

import org.jspecify.annotations.NullMarked;
