package io.espalier.runtime.tokenizer.template;

import java.util.Locale;

/// Who speaks in a turn of a conversation.
public enum Role {
  /// Instructions for the whole conversation.
  SYSTEM,
  /// The one who asks.
  USER,
  /// The model.
  ASSISTANT,
  /// The result of a tool that the model called.
  TOOL;

  /// The name that templates know: `system`, `user`, `assistant`, `tool`.
  public String templateName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
