package io.espalier.dsl.ast;

/// Who speaks in a turn.
public enum Role {
  SYSTEM("system"),
  USER("user"),
  ASSISTANT("assistant"),
  TOOL("tool");

  private final String word;

  Role(String word) {
    this.word = word;
  }

  /// The word in a program and in chat templates.
  public String word() {
    return word;
  }
}
