/// Context-free grammars: read, simplified, and recognised by an Earley parser whose sets are
/// interned.
///
/// ## Decisions
///
/// - What a grammar says without recursion becomes a regular expression; the parser sees only rules
///   that need it. Most grammars of practice need none.
/// - An Earley set is determined by the items it starts from, so equal sets are one object and
///   whole parser states can be memoised like the states of a finite automaton.
@NullMarked
package io.espalier.constrained.grammar;

import org.jspecify.annotations.NullMarked;
