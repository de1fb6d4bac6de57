package io.espalier.runtime.tokenizer.template;

import io.espalier.dsl.Role;

/// One turn of a conversation: who speaks, and the text, which is data.
public record Turn(Role role, String content) {}
