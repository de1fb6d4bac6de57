/// Which of several endpoints a request goes to: the one whose prefix cache probably holds most of
/// its prompt, unless that one is much busier than the others.
///
/// A server's cache cannot be seen from outside. A [PrefixTree] for each endpoint remembers the
/// prompts that were sent there, as a radix tree of bounded size whose least recently used leaves
/// are dropped; its longest match stands for what the server still holds.
///
/// ## Decisions
///
/// - Keys are bytes and exact: the token ids of the prompt where the client knows the tokenizer, the
///   bytes of its rendered text elsewhere. Hashes of blocks would be smaller and could not tell how
///   long the common prefix is.
/// - Without a match worth following, the endpoint with the least in its tree among the least loaded
///   gets the request, which spreads the prefixes over the caches.
@NullMarked
package io.espalier.runtime.backend.routing;

import org.jspecify.annotations.NullMarked;
