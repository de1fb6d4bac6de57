/// The radix cache: which pages of keys and values hold which tokens, who is using them, and which
/// go first when room is needed. It moves page ids; the data stay with the model.
///
/// Three types do the work. [io.espalier.cache.PagePool] hands out page ids.
/// [io.espalier.cache.RadixTree] finds the longest cached prefix, takes pages over from finished
/// sequences and gives them up again. [io.espalier.cache.PrefixMatch] is what a sequence gets:
/// whole pages to share and, where it leaves the cached text in the middle of a page, one page to
/// copy.
///
/// ## Decisions
///
/// - Every page has exactly one owner: the pool, a node of the tree, or a running sequence. Sharing
///   happens only through locks on nodes, so no page needs a count of its own.
/// - Edges are cut at page borders only; reuse is still exact to the token because the page where
///   two texts part is copied. Cutting edges inside a page would let one page belong to two nodes.
/// - Children are a sorted array searched by their first page. It finds the equal page and, beside
///   it, the longest partly equal one, which a hash of the page cannot do.
@NullMarked
package io.espalier.cache;

import org.jspecify.annotations.NullMarked;
