/// Structural tags: free text with tags whose content is constrained, read into the grammar IR; and
/// the tool-call formats of models as such tags.
///
/// ## Decisions
///
/// - A trigger counts as soon as it is complete, wherever it begins, also across the border of free
///   text and tag; the tag that begins with it must then go on.
/// - Where a tag's content ends in free text, the first of the tag's ends that appears ends it.
/// - Control tokens are written as their text. Where a vocabulary has a token of that name, a tag
///   that lists it takes either the token or the spelled-out text.
@NullMarked
package io.espalier.constrained.tag;

import org.jspecify.annotations.NullMarked;
