package io.espalier.constrained.json;

/// The seven kinds of JSON value as bits; `true` and `false` are kinds of their own, because one
/// byte decides between them.
final class Types {
  static final int NULL = 1;
  static final int FALSE = 2;
  static final int TRUE = 4;
  static final int NUMBER = 8;
  static final int STRING = 16;
  static final int ARRAY = 32;
  static final int OBJECT = 64;
  static final int BOOLEAN = TRUE | FALSE;
  static final int ALL = 127;

  private Types() {}

  /// Returns the type a value starting with byte `b` has, or 0.
  static int startingWith(int b) {
    return switch (b) {
      case 'n' -> NULL;
      case 'f' -> FALSE;
      case 't' -> TRUE;
      case '"' -> STRING;
      case '[' -> ARRAY;
      case '{' -> OBJECT;
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> NUMBER;
      default -> 0;
    };
  }
}
