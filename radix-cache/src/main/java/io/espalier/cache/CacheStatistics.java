package io.espalier.cache;

/// Counters of a [RadixTree] since it was made.
///
/// @param matches prefixes looked for
/// @param matchedTokens tokens found
/// @param inserts sequences taken over
/// @param insertedPages pages that became the tree's
/// @param duplicatePages pages freed on insert because the tree had their tokens already
/// @param evictedPages pages given up
/// @param splits nodes cut in two
/// @param nodes nodes now, roots not counted
public record CacheStatistics(
    long matches,
    long matchedTokens,
    long inserts,
    long insertedPages,
    long duplicatePages,
    long evictedPages,
    long splits,
    int nodes) {}
