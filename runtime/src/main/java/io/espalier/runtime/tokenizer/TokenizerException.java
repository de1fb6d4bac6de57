package io.espalier.runtime.tokenizer;

/// A tokenizer that cannot be read, or a text that a tokenizer cannot take.
///
/// The cases are closed: a caller maps them to an exit status or an HTTP status in one `switch`.
public abstract sealed class TokenizerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private TokenizerException(String message) {
    super(message);
  }

  /// The description of a tokenizer (a `tokenizer.json`, GGUF metadata, ...) is damaged or too
  /// large.
  public static final class Invalid extends TokenizerException {
    private static final long serialVersionUID = 1L;

    /// `source` names the file, `problem` says what is wrong in it.
    public Invalid(String source, String problem) {
      super(source + ": " + problem);
    }
  }

  /// The description is well formed and asks for something that is not built here.
  public static final class Unsupported extends TokenizerException {
    private static final long serialVersionUID = 1L;

    /// `source` names the file, `what` the feature by its own name.
    public Unsupported(String source, String what) {
      super(source + ": not supported: " + what);
    }
  }

  /// A text is longer than a tokenizer takes in one call.
  public static final class TextTooLong extends TokenizerException {
    private static final long serialVersionUID = 1L;

    /// Both numbers are in UTF-16 code units.
    public TextTooLong(long length, long limit) {
      super("a text of %,d characters is longer than the limit of %,d".formatted(length, limit));
    }
  }

  /// A text holds a character that the vocabulary can write neither as a token nor as bytes.
  public static final class Unencodable extends TokenizerException {
    private static final long serialVersionUID = 1L;

    /// `what` names the character or byte; the vocabulary has no unknown token to stand for it.
    public Unencodable(String what) {
      super("the vocabulary has no token, no bytes and no unknown token for " + what);
    }
  }
}
