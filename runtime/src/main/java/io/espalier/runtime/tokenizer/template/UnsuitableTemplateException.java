package io.espalier.runtime.tokenizer.template;

/// A template that parses, and whose turns nevertheless cannot be told apart. The message says why.
final class UnsuitableTemplateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnsuitableTemplateException(String message) {
    super(message);
  }
}
