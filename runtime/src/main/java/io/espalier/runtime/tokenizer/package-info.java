/// Text to token ids and back: {@link io.espalier.runtime.tokenizer.Tokenizer}, from Hugging Face
/// folders (`tokenizer.json` or `tokenizer.model`), GGUF metadata and `tiktoken` files.
///
/// How a text becomes tokens: special words are cut out ({@code AddedTokens}), the rest is
/// normalised ({@code TextNormalizer}), gets a mark in front where the model wants one ({@code
/// PrefixRule}), is split into pieces ({@code PreTokenizer}, {@code SplitPattern}), and each piece
/// is merged ({@code ByteLevelBpe}, {@code CharacterBpe}) or segmented ({@code UnigramModel}). All
/// of it is immutable and shared; a call has working memory of its own.
///
/// # Decisions
///
/// - *Our own code, no native library.* DJL's tokenizers are exact but bring 18 MB of natives for
///   each platform. Ours agree with the recorded cases of ten published vocabularies and encode
///   several times faster than the library (4 MB of prose, 100,001 tokens: same tokens); reading
///   that vocabulary takes 0.7 s of processor time in a cold JVM against 0.16 s, which a vocabulary
///   of a few thousand tokens does not notice.
/// - *Split patterns are compiled, not hand-written.* Files bring their own patterns; one small
///   matcher without recursion over text runs all of them, known or not, within a budget of steps.
///   `java.util.regex` never sees them.
/// - *Data never becomes a mark.* Not only tokens flagged special: a user-defined token written as
///   `<...>` or `[...]` (`<think>`, `<tool_call>`) comes out of template text only. The reference
///   implementations differ here.
/// - *Spaces may be written `▁`.* SentencePiece's mark cannot be told from a space in a text; where
///   a model removes extra spaces, a text that begins with it counts as one that begins with a
///   space.
/// - *User-defined tokens decode to what they spell.* deepseek-coder's `ö` decodes to `ö`, where
///   the reference gives an invalid byte.
@NullMarked
package io.espalier.runtime.tokenizer;

import org.jspecify.annotations.NullMarked;
