package io.espalier.compiler.ir;

import java.util.Locale;

/// Who speaks in a turn of a chat template.
public enum Role {
  SYSTEM,
  USER,
  ASSISTANT,
  TOOL;

  /// The name that chat templates and programs use, such as `assistant`.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
