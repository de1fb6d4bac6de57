package io.espalier.dsl.syntax;

import java.util.Arrays;
import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.Lexer;
import org.antlr.v4.runtime.Token;

/// The lexer's memory of the strings and template expressions it is inside of.
///
/// Frames alternate: a string, an expression in it, a string in that, and so on; each frame is one
/// mode on ANTLR's mode stack. An expression frame counts its own kind of bracket only, so that `\{
/// f( }` ends where a reader would say it ends.
abstract class TemplateLexer extends Lexer {
  /// A `"…"` string: ends with its line.
  static final int LINE_STRING = 1;

  /// A `"""…"""` string.
  static final int BLOCK_STRING = 2;

  private int[] kinds = new int[8];
  private int[] depths = new int[8];
  private int size;

  TemplateLexer(CharStream input) {
    super(input);
  }

  @Override
  public void reset() {
    size = 0;
    super.reset();
  }

  /// Enters a string (`LINE_STRING`, `BLOCK_STRING`) or an expression (`'{'`, `'['`).
  final void open(int kind) {
    if (size == kinds.length) {
      kinds = Arrays.copyOf(kinds, size * 2);
      depths = Arrays.copyOf(depths, size * 2);
    }
    kinds[size] = kind;
    depths[size++] = 0;
  }

  /// Leaves a string; the rule pops the mode.
  final void close() {
    size--;
  }

  /// An opening bracket in program text.
  final void nest(char bracket) {
    if (size > 0 && kinds[size - 1] == bracket) {
      depths[size - 1]++;
    }
  }

  /// A closing bracket in program text: it ends the template's expression if it is one too many.
  final void unnest(char bracket) {
    char opening = bracket == '}' ? '{' : '[';
    if (size == 0 || kinds[size - 1] != opening) {
      return;
    }
    if (depths[size - 1]-- == 0) {
      size--;
      popMode();
      setType(bracket == '}' ? SglLexer.INTERPOLATION_CLOSE : SglLexer.HOLE_CLOSE);
    }
  }

  /// A line end in program text: no meaning, unless a line string is open around it.
  final void newline() {
    if (size > 1 && kinds[size - 2] == LINE_STRING) {
      leaveBrokenTemplates();
      setType(SglLexer.STRING_BROKEN);
    } else {
      setChannel(Token.HIDDEN_CHANNEL);
    }
  }

  /// A line end in a line string: the string and all line strings around it end here.
  final void breakStrings() {
    size--;
    popMode();
    leaveBrokenTemplates();
  }

  private void leaveBrokenTemplates() {
    while (size > 1 && kinds[size - 2] == LINE_STRING) {
      size -= 2;
      popMode();
      popMode();
    }
  }
}
