/// Chat templates: a conversation turned into the text a model was trained on.
///
/// {@link io.espalier.runtime.tokenizer.template.JinjaTemplate} renders the model's own Jinja
/// source in a sandbox; {@link io.espalier.runtime.tokenizer.template.ChatTemplate} takes it apart
/// into what stands before and behind each turn, so that turns are appended and earlier ones never
/// change.
///
/// # Decisions
///
/// - *Our own interpreter in place of jinjava.* jinjava reaches Java objects by reflection and
///   guards that with lists of forbidden names, which has been bypassed more than once; it brings
///   Guava, javassist and more; and it renders a dialect that differs from Jinja in white space and
///   in the printing of values. Chat templates use a small part of the language, on plain data.
@NullMarked
package io.espalier.runtime.tokenizer.template;

import org.jspecify.annotations.NullMarked;
