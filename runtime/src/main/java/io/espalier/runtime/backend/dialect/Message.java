package io.espalier.runtime.backend.dialect;

import io.espalier.dsl.Role;

/// A turn of a conversation.
public record Message(Role role, String text) {}
