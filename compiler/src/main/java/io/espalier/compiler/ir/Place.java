package io.espalier.compiler.ir;

/// A place in a program's text, for messages: `file:line:column`, lines and columns from 1.
public record Place(String file, int line, int column) {
  /// The place of something that no text stands for, such as a program built in Java.
  public static final Place NONE = new Place("", 0, 0);

  @Override
  public String toString() {
    return line == 0 ? file : file + ":" + line + ":" + column;
  }
}
