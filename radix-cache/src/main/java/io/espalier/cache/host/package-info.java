/// The second tier of the cache: whole pages that the pool gave up, kept in host memory or in a
/// mapped file, and perhaps from one run to the next.
///
/// [io.espalier.cache.host.HostTier] is a tree of pages of its own, keyed by tokens like the radix
/// tree above it; it hears of evictions and is asked for what comes behind a match.
/// [io.espalier.cache.host.TransferCost] decides what is worth moving, from measured times.
/// [io.espalier.cache.host.CacheDirectory] keeps the pages of the default namespace in a folder.
///
/// ## Decisions
///
/// - Inclusive of nothing: a page is saved when the pool gives it up, not when it is computed. Most
///   pages are never evicted, and writing every page through costs each prompt a copy.
/// - Every page is a node with a place of its own. Edges of many pages, as in the radix tree, save
///   memory but make the least recently used end of an edge hard to give up; a node costs 0.3 kB
///   where its page holds 64 kB or more.
/// - A folder belongs to one process. Its index is taken away while it is open, so that after a
///   crash it is empty instead of wrong.
@NullMarked
package io.espalier.cache.host;

import org.jspecify.annotations.NullMarked;
