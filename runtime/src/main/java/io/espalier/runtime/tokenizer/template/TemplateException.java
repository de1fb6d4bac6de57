package io.espalier.runtime.tokenizer.template;

/// A template that cannot be read or rendered. The message begins with the template's line.
public abstract sealed class TemplateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private TemplateException(String message) {
    super(message);
  }

  /// The template's text is not Jinja, or uses a part of Jinja that is not built here.
  public static final class Syntax extends TemplateException {
    private static final long serialVersionUID = 1L;

    /// `problem` is found at `line`, counted from 1.
    public Syntax(int line, String problem) {
      super("template line " + line + ": " + problem);
    }
  }

  /// Rendering met a value that it cannot use.
  public static final class Evaluation extends TemplateException {
    private static final long serialVersionUID = 1L;

    /// `problem` is met at `line`, counted from 1.
    public Evaluation(int line, String problem) {
      super("template line " + line + ": " + problem);
    }
  }

  /// The template itself refused the conversation by `raise_exception`.
  public static final class Raised extends TemplateException {
    private static final long serialVersionUID = 1L;

    /// `message` is the template's own.
    public Raised(String message) {
      super("the template refuses: " + message);
    }
  }

  /// Rendering took more than it may.
  public static final class LimitExceeded extends TemplateException {
    private static final long serialVersionUID = 1L;

    /// `what` was limited to `limit`.
    public LimitExceeded(String what, long limit) {
      super("rendering needs more than %,d %s".formatted(limit, what));
    }
  }
}
