/// What other engines' servers are asked and how their answers are read: one class a dialect, and
/// one table that says what each can do.
///
/// [DialectTable] is the data; a dialect's class only spells. A constraint is lowered by [Lowering]
/// to the strongest form that the table allows for its kind. What the server makes of it is checked
/// on our side against the constraint itself, so a lowering may be weaker but never wrong.
///
/// ## Decisions
///
/// - A choice on a server without choices or regexes becomes the enum of a JSON string: stricter
///   than an instruction in the prompt, and its quotes are taken off here.
/// - SGLang is asked through `/generate` for plain text and token ids, and through its chat
///   endpoint for turns, because only the server knows its template unless the client has the
///   tokenizer.
/// - llama.cpp renders turns with `/apply-template`, so a turn that has begun can be continued
///   exactly.
@NullMarked
package io.espalier.runtime.backend.dialect;

import org.jspecify.annotations.NullMarked;
