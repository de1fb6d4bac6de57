/// Which of several endpoints a request goes to: the one whose prefix cache probably holds most of
/// its prompt, unless that one is much busier than the others.
///
/// A server's cache cannot be seen from outside. A [PrefixTree] for each endpoint remembers the
/// prompts that were sent there, as a radix tree of bounded size whose least recently used leaves
/// are dropped; its longest match stands for what the server still holds.
///
/// ## Measured
///
/// Four simulated replicas, each with a cache for about a quarter of 64 headers that prompts share,
/// sixteen requests under way, three seeds; the part of all prompt bytes that was in the cache
/// (`mvn -pl runtime -am test -Dtest=CacheAwareRoutingTest
/// -Dsurefire.failIfNoSpecifiedTests=false`):
///
/// | headers drawn by Zipf's law with exponent | one shared cache | cache-aware | round robin |
/// |---|---|---|---|
/// | 0.3 | 94.9-95.1 % | 93.7-94.3 % | 28.4-29.8 % |
/// | 1.0 | 93.6-94.2 % | 92.7-93.5 % | 57.7-59.6 % |
///
/// ## Decisions
///
/// - Keys are bytes and exact: the token ids of the prompt where the client knows the tokenizer,
///   the bytes of its rendered text elsewhere. Hashes of blocks would be smaller and could not tell
///   how long the common prefix is.
/// - Without a match worth following, the endpoint with the least in its tree among the least
///   loaded gets the request, which spreads the prefixes over the caches.
@NullMarked
package io.espalier.runtime.backend.routing;

import org.jspecify.annotations.NullMarked;
