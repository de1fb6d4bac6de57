/// Pages of the key-value cache and the radix tree that shares them.
@NullMarked
package io.espalier.cache;

import org.jspecify.annotations.NullMarked;
