/// What every dialect shares: who asks, which route answers, how JSON is read from strangers and
/// how a request is refused.
@NullMarked
package io.espalier.runtime.server.request;

import org.jspecify.annotations.NullMarked;
