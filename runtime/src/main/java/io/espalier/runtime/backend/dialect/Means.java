package io.espalier.runtime.backend.dialect;

/// As what a server is given a constraint.
public enum Means {
  /// Not at all.
  NONE("–"),
  /// A regex for the whole text.
  REGEX("regex"),
  /// A list of texts.
  CHOICE("choice"),
  /// A JSON Schema for the whole text.
  JSON_SCHEMA("JSON Schema"),
  /// A JSON Schema whose root is an object.
  OBJECT_SCHEMA("JSON Schema of an object"),
  /// An EBNF or GBNF grammar.
  GRAMMAR("grammar"),
  /// A Lark grammar.
  LARK("Lark grammar"),
  /// A structural tag.
  TAG("structural tag"),
  /// The input of a tool that must be called.
  TOOL("tool input");

  private final String label;

  Means(String label) {
    this.label = label;
  }

  /// Returns the name for tables.
  public String label() {
    return label;
  }
}
