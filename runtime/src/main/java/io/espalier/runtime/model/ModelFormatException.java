package io.espalier.runtime.model;

/// A model file or configuration that cannot be used as it is: truncated, inconsistent, beyond a
/// limit, or of a kind that is not supported.
///
/// The message names the file, the place in it, what is there and what is allowed.
public final class ModelFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final long offset;

  /// Creates an exception about a place in a file.
  ///
  /// @param file file name, for people
  /// @param offset byte offset, or -1 where the problem has no single place
  /// @param problem what was found and what is allowed, one sentence
  public ModelFormatException(String file, long offset, String problem) {
    super(file + (offset < 0 ? ": " : ", byte " + offset + ": ") + problem);
    this.file = file;
    this.offset = offset;
  }

  /// Creates an exception about a file as a whole.
  public ModelFormatException(String file, String problem) {
    this(file, -1, problem);
  }

  /// Returns the file's name.
  public String file() {
    return file;
  }

  /// Returns the byte offset, or -1.
  public long offset() {
    return offset;
  }
}
