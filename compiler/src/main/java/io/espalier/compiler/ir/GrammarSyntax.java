package io.espalier.compiler.ir;

/// How a grammar is written; told by the name of its file.
public enum GrammarSyntax {
  /// Rules `name ::= …` from `root` on: EBNF and GBNF; every other file name.
  EBNF,
  /// Lark, from `start` on: `*.lark`.
  LARK,
  /// A structural tag as JSON: `*.tag.json`.
  STRUCTURAL_TAG;

  /// Returns the syntax of the file called `name`.
  public static GrammarSyntax of(String name) {
    return name.endsWith(".lark") ? LARK : name.endsWith(".tag.json") ? STRUCTURAL_TAG : EBNF;
  }
}
