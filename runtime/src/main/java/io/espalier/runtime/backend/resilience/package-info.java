/// What keeps a client polite and alive: repetition with backoff, a circuit breaker, limits of rate
/// and of requests at a time.
///
/// ## Decisions
///
/// - Own classes instead of a library: a repetition has to know whether a piece of the answer was
///   already handed on, what the server's `Retry-After` says and which endpoint failed, which a
///   decorator around a call does not; what is left is four classes of under a hundred lines.
/// - All of them ask a [Timeline] for the time and to wait, so tests run them without waiting.
@NullMarked
package io.espalier.runtime.backend.resilience;

import org.jspecify.annotations.NullMarked;
