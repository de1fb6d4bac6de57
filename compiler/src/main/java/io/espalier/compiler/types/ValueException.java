package io.espalier.compiler.types;

/// Text or JSON that is no value of its type. The pointer (RFC 6901) says where in the value, empty
/// for the whole.
public final class ValueException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String pointer;
  private final String problem;

  /// An exception for the part of a value at `pointer`.
  public ValueException(String pointer, String problem) {
    super(pointer.isEmpty() ? problem : pointer + ": " + problem);
    this.pointer = pointer;
    this.problem = problem;
  }

  /// Where in the value, such as `/top/2/name`.
  public String pointer() {
    return pointer;
  }

  /// What is wrong and what is allowed.
  public String problem() {
    return problem;
  }

  /// The pointer to `key` below `pointer`.
  static String below(String pointer, String key) {
    return pointer + "/" + key.replace("~", "~0").replace("/", "~1");
  }
}
