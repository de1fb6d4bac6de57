package io.espalier.runtime.tokenizer.template;

/// A part of a rendered conversation.
///
/// @param text what stands there
/// @param trusted whether it is the template's own text, in which names of control tokens are
///   control tokens
public record Piece(String text, boolean trusted) {}
