/// HTTP to servers of others: requests as JSON, answers as lines, with limits on everything that
/// the server controls.
///
/// ## Decisions
///
/// - The client is the JDK's: it pools connections, streams bodies with backpressure and works with
///   virtual threads; no library of ours has to be kept up to date with CVEs of HTTP.
/// - Bodies come through a queue of one demand at a time and not as an input stream, because a read
///   of a stream cannot be given a time limit.
/// - Redirects are not followed: they would carry a key to another host.
@NullMarked
package io.espalier.runtime.backend.transport;

import org.jspecify.annotations.NullMarked;
