package io.espalier.compiler.types;

/// The bounds that hold where a program names none, so that every generation ends and every program
/// has a static bound.
public final class Bounds {
  private Bounds() {}

  /// Characters of a string inside JSON.
  public static final int STRING_CHARS = 1024;

  /// Items of a list, branches of a fork and rounds of a `for`.
  public static final int LIST_ITEMS = 64;

  /// Largest magnitude of an `int`: the whole numbers that a JSON number carries exactly.
  public static final long INT_MAGNITUDE = 9_007_199_254_740_991L;

  /// Largest magnitude of a `float` without a range.
  public static final double FLOAT_MAGNITUDE = 1e15;

  /// Nesting of a `json` value.
  public static final int JSON_DEPTH = 8;

  /// Entries of a `map`.
  public static final int MAP_ENTRIES = 32;

  /// Characters of a key of a `map`.
  public static final int KEY_CHARS = 64;

  /// Tokens of a generation of free text that names no `max`.
  public static final int TEXT_TOKENS = 256;

  /// Most tokens of a generation of anything else that names no `max`; fewer where its text is
  /// shorter.
  public static final int STRUCTURE_TOKENS = 1024;

  /// Characters of a decimal number.
  public static final int FLOAT_CHARS = 24;

  /// Most tokens that one generation may ask for.
  public static final int MAX_TOKENS = 131_072;

  /// Tokens of a `think` that names no `max`.
  public static final int THINK_TOKENS = 1024;

  /// Most repetitions that a generation may ask for with `retry`.
  public static final int RETRIES = 16;

  /// Most rounds of a `loop` and items of a list that a program may name.
  public static final int ITERATIONS = 100_000;

  /// Nodes of one type, counted with every repetition.
  public static final int TYPE_NODES = 4096;
}
