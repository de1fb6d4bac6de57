package io.espalier.runtime.tokenizer.template;

/// One turn of a conversation: who speaks, and the text, which is data.
public record Turn(Role role, String content) {}
