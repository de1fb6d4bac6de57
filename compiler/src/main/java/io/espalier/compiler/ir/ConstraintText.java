package io.espalier.compiler.ir;

import java.util.List;

/// What generated text must look like, written so that it can be compiled to a token mask without
/// the program: one entry of [IrProgram#constraints].
public sealed interface ConstraintText {

  /// Any text, ended by a stop or the limit of tokens. `maxChars` of -1 means no limit of its own;
  /// with `orNull` also the text `null`.
  record Free(int minChars, int maxChars, boolean orNull) implements ConstraintText {}

  /// Text that the regex matches as a whole; with `orNull` also the text `null`.
  record Regex(String pattern, boolean orNull) implements ConstraintText {}

  /// Text in a JSON Schema format, such as `date`, without quotes.
  record Format(String name) implements ConstraintText {}

  /// One of these texts.
  record Choice(List<String> values) implements ConstraintText {
    public Choice {
      values = List.copyOf(values);
    }
  }

  /// Compact JSON that this JSON Schema accepts.
  record JsonSchema(String text) implements ConstraintText {}

  /// Text of this grammar.
  record Grammar(GrammarSyntax syntax, String text) implements ConstraintText {
    /// Text of an EBNF or GBNF grammar, from the rule `root` on.
    public Grammar(String text) {
      this(GrammarSyntax.EBNF, text);
    }
  }
}
