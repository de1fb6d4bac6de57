package io.espalier.compiler.types;

/// A Java type that stands for no type of the language. The message says where it is, what it is
/// and what to write instead.
public final class UnsupportedJavaTypeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// An exception for the type at `path`, such as `Report.judgments[]`.
  public UnsupportedJavaTypeException(String path, String problem, String advice) {
    super(path + ": " + problem + "; " + advice);
  }
}
