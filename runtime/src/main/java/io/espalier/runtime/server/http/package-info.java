/// HTTP/1.1 on Netty: connections, deadlines, back-pressure. Knows nothing of what is served.
///
/// Each request is carried by a virtual thread of its own, which may block. What happens on a
/// connection's event loop only parses, queues and wakes.
///
/// ## Decisions
///
/// - Reading goes on while a request is served, because only a read notices that the client has
///   gone; what it pipelines meanwhile waits in a short queue, and reading pauses when that is
///   full.
/// - A message with both `Content-Length` and `Transfer-Encoding` is refused, not repaired: the two
///   readings of such a message are how requests are smuggled past a proxy (RFC 9112, 6.1).
@NullMarked
package io.espalier.runtime.server.http;

import org.jspecify.annotations.NullMarked;
