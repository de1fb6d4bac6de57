/// Servers of others as a backend: the text of each branch is kept on our side, and every
/// generation is a request with all of it.
///
/// A session is a list of what was appended, a fork copies the list, and branches that run side by
/// side are requests side by side; that the server computes their common prefix once is its cache's
/// doing, and [io.espalier.runtime.backend.routing]'s where there are several servers. Where the
/// tokenizer of the server's model is at hand, the prompt is sent as token ids, made exactly as the
/// local engine makes them.
///
/// ## Decisions
///
/// - Every answer is streamed, also where nobody listens, so that a stop text which the server does
///   not take can end it, and so that a cancelled branch closes its connection and frees its place.
/// - Whatever the server promises, the text is checked against the constraint here. JSON may come
///   with white space and members in any order; a text that does not fit is a failed generation
///   with the place of the first wrong byte.
/// - Requests are repeated only while no piece of the answer has been handed on.
@NullMarked
package io.espalier.runtime.backend.remote;

import org.jspecify.annotations.NullMarked;
