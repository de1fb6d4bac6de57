/// Measurements and conformance runs over files of cases; what `sgl bench mask` and `sgl grammar
/// match` call.
@NullMarked
package io.espalier.constrained.bench;

import org.jspecify.annotations.NullMarked;
