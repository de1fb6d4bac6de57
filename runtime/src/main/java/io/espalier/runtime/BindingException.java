package io.espalier.runtime;

import java.util.List;

/// An interface that cannot be bound to its program; the message lists every reason.
public final class BindingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BindingException(Class<?> api, List<String> problems) {
    super(
        "%s does not fit its program:\n  %s"
            .formatted(api.getName(), String.join("\n  ", problems)));
  }
}
