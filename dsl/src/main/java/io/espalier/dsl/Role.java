package io.espalier.dsl;

import java.util.Locale;

/// Who speaks in a turn of a conversation.
public enum Role {
  SYSTEM,
  USER,
  ASSISTANT,
  TOOL;

  /// Returns the name that chat templates use: `system`, `user`, `assistant` or `tool`.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
