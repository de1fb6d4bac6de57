package io.espalier.runtime.server.generation;

import io.espalier.dsl.Role;

/// A message of a conversation.
public record Message(Role role, String content) {}
